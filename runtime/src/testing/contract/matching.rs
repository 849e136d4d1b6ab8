//! A text that a simple regular expression matches: literals, classes, groups, alternatives, repetitions.

/// Most of one repetition.
const MOST: usize = 4096;

/// What stands for a letter that is only said not to be some.
const OTHERS: &str = "a1A -_.~ж";

/// A text that should match: with the first of alternatives, and so many more of what is repeated than must be, where that may
/// be. Nothing of what is more than simple. Whoever takes it holds it against the pattern.
pub(super) fn matching(pattern: &str, more: usize) -> Option<String> {
    let mut maker = Maker {
        signs: pattern.chars().collect(),
        at: 0,
        more,
    };
    let text = maker.alternatives()?;
    maker.next().is_none().then_some(text)
}

/// Texts that should match: the shortest, longer ones, and where one part is repeated, the longest.
pub(super) fn several(pattern: &str, longest: Option<i64>) -> impl Iterator<Item = String> {
    let shortest = matching(pattern, 0).map_or(0, |text| text.chars().count());
    let longest = longest.and_then(|longest| usize::try_from(longest).ok());
    let rest = longest.map_or(0, |longest| longest.saturating_sub(shortest));
    let texts = [0, 1, rest, 64].map(|more| matching(pattern, more));
    texts.into_iter().flatten()
}

struct Maker {
    signs: Vec<char>,
    at: usize,
    more: usize,
}

impl Maker {
    fn peek(&self) -> Option<char> {
        self.signs.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let sign = self.peek();
        self.at += 1;
        sign
    }

    fn eat(&mut self, sign: char) -> bool {
        let is_there = self.peek() == Some(sign);
        self.at += usize::from(is_there);
        is_there
    }

    fn alternatives(&mut self) -> Option<String> {
        let first = self.sequence()?;
        while self.eat('|') {
            self.sequence()?;
        }
        Some(first)
    }

    fn sequence(&mut self) -> Option<String> {
        let mut text = String::new();
        while self.peek().is_some_and(|sign| !"|)".contains(sign)) {
            let part = self.part()?;
            let (least, most) = self.repetition()?;
            let times = least.saturating_add(self.more).min(most).min(MOST);
            if part.len().saturating_mul(times) > 16 * MOST {
                return None;
            }
            text.push_str(&part.repeat(times));
        }
        Some(text)
    }

    fn part(&mut self) -> Option<String> {
        Some(match self.next()? {
            '^' | '$' => String::new(),
            '.' => "a".to_owned(),
            '(' => self.group()?,
            '[' => self.class()?.to_string(),
            '\\' => match self.next()? {
                'b' | 'A' | 'z' => String::new(),
                letter => sets(letter)?.first()?.0.to_string(),
            },
            '*' | '+' | '?' | '{' => return None,
            sign => sign.to_string(),
        })
    }

    /// One with a name, with flags, or of what is looked for beside the text is not simple.
    fn group(&mut self) -> Option<String> {
        if self.eat('?') && !self.eat(':') {
            return None;
        }
        let text = self.alternatives()?;
        self.eat(')').then_some(text)
    }

    fn class(&mut self) -> Option<char> {
        let is_other = self.eat('^');
        let mut known: Vec<(char, char)> = Vec::new();
        loop {
            let first = match self.next()? {
                ']' if !known.is_empty() => break,
                '[' => return None,
                '\\' => match sets(self.next()?)?.as_slice() {
                    [(one, other)] if one == other => *one,
                    several => {
                        known.extend(several);
                        continue;
                    }
                },
                sign => sign,
            };
            let is_range = self.peek() == Some('-') && self.signs.get(self.at + 1) != Some(&']');
            let last = match is_range && self.eat('-') {
                true => self.next().filter(|last| *last != '\\')?,
                false => first,
            };
            known.push((first, last));
        }
        let is_in = |sign: char| {
            known
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&sign))
        };
        match is_other {
            true => OTHERS.chars().find(|sign| !is_in(*sign)),
            false => known.first().map(|(first, _)| *first),
        }
    }

    /// How often the last part stands there.
    fn repetition(&mut self) -> Option<(usize, usize)> {
        let bounds = match self.peek() {
            Some('*') => (0, MOST),
            Some('+') => (1, MOST),
            Some('?') => (0, 1),
            Some('{') => {
                let rest = self.signs.get(self.at + 1..)?;
                let inside: String = rest.iter().take_while(|sign| **sign != '}').collect();
                self.at += inside.chars().count() + 1;
                let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
                let number = |text: &str| text.parse().ok();
                let most = if most.is_empty() {
                    Some(MOST)
                } else {
                    number(most)
                };
                (number(least)?, most?)
            }
            _ => return Some((1, 1)),
        };
        self.at += 1;
        self.eat('?');
        Some(bounds)
    }
}

/// What a letter behind a backslash stands for.
fn sets(letter: char) -> Option<Vec<(char, char)>> {
    Some(match letter {
        'd' => vec![('1', '9'), ('0', '0')],
        'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        's' => vec![(' ', ' '), ('\t', '\r')],
        'n' => vec![('\n', '\n')],
        't' => vec![('\t', '\t')],
        sign if !sign.is_alphanumeric() => vec![(sign, sign)],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::form::is_like;
    use super::matching;

    #[test]
    fn simple_patterns_are_matched() {
        for (pattern, text) in [
            ("^[A-Z]{3}$", "AAA"),
            (r"^\d{4}-\d{2}-\d{2}$", "1111-11-11"),
            ("^(red|green)$", "red"),
            ("^[^a-z]+?$", "1"),
            (r"^\+?[0-9]{2,}$", "00"),
            (r"^(?:[\w.-]+@)?x\.(org|com)$", "x.org"),
            ("^abc*", "ab"),
            ("^[]a]$", "]"),
            (r"^[a\-\]]$", "a"),
            (r"^\s\$\{$", " ${"),
            ("", ""),
        ] {
            assert_eq!(matching(pattern, 0).as_deref(), Some(text), "{pattern}");
            for more in [0, 1, 7] {
                let text = matching(pattern, more);
                assert!(
                    text.is_some_and(|text| is_like(pattern, &text)),
                    "{pattern}"
                );
            }
        }
        assert_eq!(matching("^[a-z]{2,5}$", 9).as_deref(), Some("aaaaa"));
    }

    #[test]
    fn what_is_not_simple_is_left_alone() {
        for pattern in [
            "(?=a)b",
            "(?!a)",
            "(?<=a)b",
            "(?P<a>b)",
            "(?i)a",
            r"\p{L}",
            "[[:alpha:]]",
            "(a",
            "a)",
            "[a",
            "a{x}",
            "*",
            r"\",
            "((((a{4096}){4096})",
        ] {
            assert_eq!(matching(pattern, 0), None, "{pattern}");
        }
    }
}
