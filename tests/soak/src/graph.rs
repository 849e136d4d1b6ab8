//! The run as a picture.

use std::fmt::Write;
use std::time::Duration;

use crate::metrics::Sample;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 110.0;
const LEFT: f64 = 90.0;
const GAP: f64 = 34.0;

/// One curve above the other, each from zero to its largest value.
pub(crate) fn draw(samples: &[(Duration, Sample)], minutes: u32) -> String {
    let rate = |at: usize| {
        let (time, sample) = samples.get(at)?;
        let (before, earlier) = samples.get(at.checked_sub(1)?)?;
        let seconds = (*time - *before).as_secs_f64();
        Some(sample.calls.saturating_sub(earlier.calls) as f64 / seconds)
    };
    let each = |read: fn(&Sample) -> u64| -> Vec<f64> {
        samples
            .iter()
            .map(|(_, sample)| read(sample) as f64)
            .collect()
    };
    let memory = each(|sample| sample.memory)
        .iter()
        .map(|kib| kib / 1024.0)
        .collect();
    let curves: [(&str, Vec<f64>); 5] = [
        (
            "calls per second",
            (1..samples.len()).filter_map(rate).collect(),
        ),
        ("errors", each(|sample| sample.errors)),
        ("memory, MiB", memory),
        ("open files", each(|sample| sample.descriptors)),
        ("tasks", each(|sample| sample.tasks)),
    ];
    let height = curves.len() as f64 * (HEIGHT + GAP) + GAP;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {height:.0}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        LEFT + WIDTH + 20.0
    );
    for (row, (name, values)) in curves.iter().enumerate() {
        let top = GAP + row as f64 * (HEIGHT + GAP);
        curve(&mut svg, top, name, values);
    }
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"{y:.0}\">0</text><text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"end\">{minutes} minutes</text>\n</svg>",
        y = height - 14.0,
        x = LEFT + WIDTH
    );
    svg
}

fn curve(svg: &mut String, top: f64, name: &str, values: &[f64]) {
    let most = values.iter().copied().fold(1.0, f64::max);
    let step = WIDTH / (values.len().max(2) - 1) as f64;
    let bottom = top + HEIGHT;
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let (x, y) = (LEFT + at as f64 * step, bottom - value / most * HEIGHT);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"{:.0}\">{name}</text>\
         <text x=\"{x:.0}\" y=\"{:.0}\" text-anchor=\"end\">{most:.0}</text>\
         <text x=\"{x:.0}\" y=\"{bottom:.0}\" text-anchor=\"end\">0</text>\
         <path d=\"M{LEFT} {top:.0}V{bottom:.0}H{:.0}\" fill=\"none\" stroke=\"#999\"/>\
         <polyline points=\"{}\" fill=\"none\" stroke=\"#1f6fb2\"/>",
        top - 6.0,
        top + 10.0,
        LEFT + WIDTH,
        points.join(" "),
        x = LEFT - 6.0
    );
}
