//! The little of Markdown that doc comments are made of, line by line.

/// With how many `#` a heading begins, and what it says.
pub(crate) fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    let is_heading = (1..=6).contains(&level) && title.starts_with(' ');
    is_heading.then(|| (level, title.trim()))
}

/// What a block of code begins with, and its language.
pub(crate) fn opened(line: &str) -> Option<(&str, &str)> {
    let sign = line.chars().next().filter(|sign| "`~".contains(*sign))?;
    let language = line.trim_start_matches(sign);
    let (fence, _) = line.split_at(line.len() - language.len());
    // Code in a line of text has another sign behind it.
    let is_block = fence.len() >= 3 && !language.contains('`');
    is_block.then(|| (fence, language.trim()))
}

/// Whether a block that began so ends here.
pub(crate) fn closes(line: &str, fence: &str) -> bool {
    line.strip_prefix(fence)
        .is_some_and(|rest| rest.chars().all(|sign| fence.starts_with(sign)))
}
