//! What became of the commands.

use crate::call::Call;
use crate::method::Written;
use crate::params::{Array, Key, Value, json};
use crate::text::json::{Escaping, write};

/// How a command ended.
pub(super) enum Ended {
    /// With a result.
    Answered {
        written: Written,
        /// Its `time`, as JSON.
        time: Vec<u8>,
    },
    /// With an error that its method returned as a result, as JSON (P-59, P-117).
    Soft(Vec<u8>),
    /// With an error.
    Failed(Array),
}

/// The five containers of a reply (P-110), which references read from, too.
pub(crate) struct Containers {
    escaping: Escaping,
    pub(super) result: Container,
    pub(super) error: Container,
    pub(super) total: Container,
    pub(super) next: Container,
    pub(super) time: Container,
}

impl Containers {
    pub(super) fn new(call: &Call) -> Self {
        Self {
            escaping: call.api.settings.escaping,
            result: Container::default(),
            error: Container::default(),
            total: Container::default(),
            next: Container::default(),
            time: Container::default(),
        }
    }

    /// The tree that a reference to a map of this name reads; none if no map has it (P-126).
    pub(super) fn named(&mut self, name: &str) -> Option<&Array> {
        Some(match name {
            "result" => self.result.tree(),
            "error" => self.error.tree(),
            "total" => self.total.tree(),
            "next" => self.next.tree(),
            "time" => self.time.tree(),
            _ => return None,
        })
    }

    pub(super) fn add(&mut self, id: &Key, end: Ended) {
        match end {
            Ended::Answered { written, time } => {
                for (container, number) in [
                    (&mut self.total, written.total),
                    (&mut self.next, written.next),
                ] {
                    if let Some(number) = number {
                        container.add(id, itoa::Buffer::new().format(number).into());
                    }
                }
                self.result.add(id, written.buffer);
                self.time.add(id, time);
            }
            Ended::Soft(body) => self.error.add(id, body),
            Ended::Failed(fields) => {
                let mut body = Vec::new();
                // Only an extra key with a number that JSON lacks can fail.
                if write(&mut body, &fields, self.escaping).is_err() {
                    body = b"null".to_vec();
                }
                self.error.add(id, body);
            }
        }
    }

    /// The result of the batch, as JSON.
    pub(super) fn write_into(&self, out: &mut Vec<u8>) {
        for (name, container) in [
            ("{\"result\":", &self.result),
            (",\"result_error\":", &self.error),
            (",\"result_total\":", &self.total),
            (",\"result_next\":", &self.next),
            (",\"result_time\":", &self.time),
        ] {
            out.extend_from_slice(name.as_bytes());
            container.write_into(out, self.escaping);
        }
        out.push(b'}');
    }
}

/// Values by command id, as JSON; as a tree only if a reference asks for them.
#[derive(Default)]
pub(super) struct Container {
    entries: Vec<(Key, Vec<u8>)>,
    tree: Array,
}

impl Container {
    pub(super) fn add(&mut self, id: &Key, text: Vec<u8>) {
        self.entries.push((id.clone(), text));
    }

    fn tree(&mut self) -> &Array {
        for (id, text) in self.entries.iter().skip(self.tree.len()) {
            let value = json::value_from_slice(text).unwrap_or(Value::Null);
            self.tree.insert(id.clone(), value);
        }
        &self.tree
    }

    /// As PHP prints an array (P-63, P-111).
    fn write_into(&self, out: &mut Vec<u8>, escaping: Escaping) {
        let is_list = (0..)
            .zip(&self.entries)
            .all(|(position, (id, _))| *id == Key::Int(position));
        let (open, close) = if is_list { (b'[', b']') } else { (b'{', b'}') };
        out.push(open);
        for (position, (id, text)) in self.entries.iter().enumerate() {
            if position > 0 {
                out.push(b',');
            }
            match id {
                _ if is_list => {}
                Key::Int(number) => {
                    out.push(b'"');
                    out.extend_from_slice(itoa::Buffer::new().format(*number).as_bytes());
                    out.extend_from_slice(b"\":");
                }
                Key::Text(name) => {
                    // A text can always be written.
                    let _ = write(out, name, escaping);
                    out.push(b':');
                }
            }
            out.extend_from_slice(text);
        }
        out.push(close);
    }
}
