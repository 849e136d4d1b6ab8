//! Keys that say what is checked of a value: the same of `#[param]` and of `#[object]` on a field.

use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprArray, Ident, LitStr, Path, RangeLimits, Result};

use super::{Keyed, equals, flag, value};

/// A range that includes both its ends, either of which may be missing.
#[derive(Debug)]
pub(crate) struct Bounds {
    pub(crate) start: Option<Box<Expr>>,
    pub(crate) end: Option<Box<Expr>>,
    pub(crate) range: Expr,
}

/// What is checked, as written.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) non_empty: Option<Ident>,
    pub(crate) range: Option<Keyed<Bounds>>,
    pub(crate) length: Option<Keyed<Bounds>>,
    /// `email`, `phone`, `url`.
    pub(crate) formats: Vec<Ident>,
    pub(crate) one_of: Option<Keyed<ExprArray>>,
    pub(crate) pattern: Option<Keyed<LitStr>>,
    pub(crate) with: Option<Keyed<Path>>,
}

impl Checks {
    /// Reads what belongs to a key. Whether it is one of these.
    pub(crate) fn read(&mut self, key: &Ident, input: ParseStream) -> Result<bool> {
        match key.to_string().as_str() {
            "non_empty" => self.non_empty = flag(key, input)?.then(|| key.clone()),
            "range" => self.range = Some(keyed(key, bounds(key, input)?)),
            "length" => self.length = Some(keyed(key, bounds(key, input)?)),
            "email" | "phone" | "url" => {
                if flag(key, input)? {
                    self.formats.push(key.clone());
                }
            }
            "one_of" => {
                let choices = value(key, input, "one_of = [\"red\", \"green\"]")?;
                self.one_of = Some(keyed(key, choices));
            }
            "pattern" => {
                let pattern = value(key, input, "pattern = \"^[A-Z]{3}$\"")?;
                self.pattern = Some(keyed(key, pattern));
            }
            "with" => self.with = Some(keyed(key, value(key, input, "with = path::to::check")?)),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The keys that are there.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Ident> {
        let Self {
            non_empty,
            range,
            length,
            formats,
            one_of,
            pattern,
            with,
        } = self;
        let bounds = range.iter().chain(length).map(|keyed| &keyed.key);
        let one_of = one_of.as_ref().map(|keyed| &keyed.key);
        let pattern = pattern.as_ref().map(|keyed| &keyed.key);
        let with = with.as_ref().map(|keyed| &keyed.key);
        let keys = non_empty.iter().chain(bounds).chain(formats);
        keys.chain(one_of).chain(pattern).chain(with)
    }
}

fn keyed<T>(key: &Ident, value: T) -> Keyed<T> {
    let key = key.clone();
    Keyed { key, value }
}

/// A mistake inside of an expression is told in the parser's words: they know better what is missing.
pub(super) fn expression(key: &Ident, input: ParseStream, example: &str) -> Result<Expr> {
    equals(key, input, example)?;
    input.parse()
}

fn bounds(key: &Ident, input: ParseStream) -> Result<Bounds> {
    let usage = format!("write `{key} = 1..=50`, `{key} = 1..` or `{key} = ..=50`");
    let range = expression(key, input, &format!("{key} = 1..=50"))?;
    let Expr::Range(given) = &range else {
        return Err(Error::new_spanned(
            &range,
            format!("`{key}` needs a range: {usage}"),
        ));
    };
    if given.start.is_none() && given.end.is_none() {
        return Err(Error::new_spanned(
            &range,
            format!("this range allows everything: {usage}"),
        ));
    }
    if let (RangeLimits::HalfOpen(dots), Some(_)) = (&given.limits, &given.end) {
        return Err(Error::new(
            dots.span(),
            format!("ranges of values include their end, as their readers expect: {usage}"),
        ));
    }
    Ok(Bounds {
        start: given.start.clone(),
        end: given.end.clone(),
        range,
    })
}
