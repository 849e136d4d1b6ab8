//! Of many refusals, the one that shows most.

use std::cmp::Reverse;

use serde_json::Value;

use super::answered::Refused;

/// A call that was refused.
pub(super) struct Refusal {
    /// How far it got.
    pub(super) how: Refused,
    /// How much its body is in order.
    pub(super) order: usize,
    pub(super) parameters: Value,
    pub(super) answer: Value,
}

/// What was refused of a method, the best of each caller.
#[derive(Default)]
pub(super) struct Refusals(Vec<(usize, Refusal)>);

impl Refusals {
    /// Keeps what shows more than was known of this caller: the body that is most in order, unless another found nothing in the
    /// stores. What a check refuses before and what behind the parameters is not known.
    pub(super) fn add(&mut self, caller: usize, refusal: Refusal) {
        let shows = |refusal: &Refusal| (refusal.how == Refused::Beyond, refusal.order);
        match self.0.iter_mut().find(|(known, _)| *known == caller) {
            Some((_, known)) if shows(known) < shows(&refusal) => *known = refusal,
            Some(_) => {}
            None => self.0.push((caller, refusal)),
        }
    }

    /// That of the caller who got farthest.
    pub(super) fn farthest(self) -> Option<Refusal> {
        let all = self.0.into_iter();
        let farthest =
            all.max_by_key(|(caller, refusal)| (refusal.how, refusal.order, Reverse(*caller)));
        farthest.map(|(_, refusal)| refusal)
    }
}
