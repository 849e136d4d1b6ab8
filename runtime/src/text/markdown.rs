//! The little of Markdown that doc comments are made of, line by line.

/// A part of a doc comment.
#[derive(Debug, PartialEq)]
pub(crate) enum Part<'d> {
    /// What stands behind `#`.
    Heading(&'d str),
    Code {
        text: String,
        /// In an example, how many other blocks of the examples stand before it: parameters and answers by turns.
        example: Option<usize>,
    },
    /// A line of text; between paragraphs it is empty.
    Line(&'d str),
}

/// A doc comment, part by part. Examples are blocks of JSON below the heading `# Examples`, up to the next one that is as high.
pub(crate) fn parts(docs: &str) -> impl Iterator<Item = Part<'_>> {
    let mut lines = docs.lines();
    // How high the heading of the examples is, below it, and how many blocks there were.
    let (mut section, mut blocks) = (None, 0);
    std::iter::from_fn(move || {
        let line = lines.next()?;
        if let Some((fence, language)) = opened(line.trim()) {
            // What is in a block is no heading, and no other block.
            let block = lines.by_ref();
            let block = block.take_while(|line| !closes(line.trim(), fence));
            let text = block.collect::<Vec<_>>().join("\n");
            let example = (section.is_some() && language == "json").then_some(blocks);
            blocks += usize::from(example.is_some());
            return Some(Part::Code { text, example });
        }
        let Some((level, title)) = heading(line.trim()) else {
            return Some(Part::Line(line));
        };
        section = section.filter(|of| level > *of);
        if matches!(title, "Example" | "Examples") {
            section = section.or(Some(level));
        }
        Some(Part::Heading(title))
    })
}

/// With how many `#` a heading begins, and what it says.
fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    let is_heading = (1..=6).contains(&level) && title.starts_with(' ');
    is_heading.then(|| (level, title.trim()))
}

/// What a block of code begins with, and its language.
fn opened(line: &str) -> Option<(&str, &str)> {
    let sign = line.chars().next().filter(|sign| "`~".contains(*sign))?;
    let language = line.trim_start_matches(sign);
    let (fence, _) = line.split_at(line.len() - language.len());
    // Code in a line of text has another sign behind it.
    let is_block = fence.len() >= 3 && !language.contains('`');
    is_block.then(|| (fence, language.trim()))
}

/// Whether a block that began so ends here.
fn closes(line: &str, fence: &str) -> bool {
    line.strip_prefix(fence)
        .is_some_and(|rest| rest.chars().all(|sign| fence.starts_with(sign)))
}

/// What stands before the first heading, and the sections from there on.
pub(crate) fn sections(text: &str) -> (&str, &str) {
    let mut within: Option<&str> = None;
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim();
        match within {
            Some(fence) if closes(line, fence) => within = None,
            Some(_) => {}
            None if heading(line).is_some() => break,
            None => within = opened(line).map(|(fence, _)| fence),
        }
        at += whole.len();
    }
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    (before.trim_end(), behind)
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn sections_begin_with_a_heading_that_is_no_code() {
        for (text, behind) in [
            ("a", ""),
            ("a\n\n# B\n\nc", "# B\n\nc"),
            ("a\n```\n# no\n```\n## B", "## B"),
            ("# B", "# B"),
            ("", ""),
        ] {
            assert_eq!(sections(text).1, behind, "{text}");
        }
        assert_eq!(sections("ä\n\n# B").0, "ä");
    }
}
