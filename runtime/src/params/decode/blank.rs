//! What may be a value or nothing.

use std::cell::RefCell;

/// A value that some types take for "nothing", and the optional type that met it.
///
/// Whether `""` is a text or nothing depends on the type inside an `Option`, which serde only shows once it
/// is too late to answer `None`. So that type refuses the value with an error that carries this, and decoding
/// starts again with the knowledge. The type's name only serves to recognise it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blank {
    pub(super) optional: &'static str,
    pub(super) text: &'static str,
}

/// Adds `blank`; false if it was there.
pub(super) fn note(refused: &RefCell<Vec<Blank>>, blank: Blank) -> bool {
    let mut refused = refused.borrow_mut();
    let new = !refused.contains(&blank);
    if new {
        refused.push(blank);
    }
    new
}
