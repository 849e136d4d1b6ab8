//! What the arguments of methods need, of the server and of each other.

use std::any::{Any, TypeId};

use super::Problem;
use crate::call::Version;
use crate::method::{Descriptor, Source};

/// State that arguments ask for and nobody has provided.
pub(super) fn missing_states(
    methods: &[&'static Descriptor],
    states: &[(TypeId, Box<dyn Any + Send + Sync>)],
    problems: &mut Vec<Problem>,
) {
    let mut missing: Vec<(&'static str, Vec<&'static Descriptor>)> = Vec::new();
    for &method in methods {
        for (id, name) in method.requirements().states {
            if states.iter().any(|(provided, _)| *provided == id) {
                continue;
            }
            match missing.iter_mut().find(|(known, _)| *known == name) {
                Some((_, needing)) => needing.push(method),
                None => missing.push((name, vec![method])),
            }
        }
    }
    problems.extend(
        missing
            .into_iter()
            .map(|(state, methods)| Problem::MissingState { state, methods }),
    );
}

/// Arguments that could never read what they are there for.
pub(super) fn misread(method: &'static Descriptor, problems: &mut Vec<Problem>) {
    let requirements = method.requirements();
    if !method.serves(Version::V3)
        && let Some((field, _)) = requirements.body.first()
    {
        problems.push(Problem::OnlyInV3 { method, field });
    }
    let parameters = method.parameters().iter();
    let named = parameters.filter(|parameter| parameter.source != Source::Rest);
    let names = named.map(|parameter| parameter.name());
    let both = names.filter(|name| requirements.reads(name));
    let twice = requirements.twice.iter().copied().chain(both);
    problems.extend(twice.map(|field| Problem::ReadTwice { method, field }));
    let objects = requirements.no_cursor.iter();
    problems.extend(objects.map(|&object| Problem::NoCursorField { method, object }));
}
