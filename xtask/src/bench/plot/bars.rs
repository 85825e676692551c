//! Bars that lie, longest where most is.

use super::axis::Axis;
use super::{WIDTH, document, line, text};
use crate::bench::figure::number;
use crate::bench::samples::Spread;

/// One bar; those whose name begins with ours are shown in our colour.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) spread: Spread,
}

impl Bar {
    /// One of a figure that does not vary.
    pub(crate) fn exact(name: String, value: f64) -> Self {
        let spread = Spread {
            low: value,
            median: value,
            high: value,
        };
        Self { name, spread }
    }
}

const LEFT: f64 = 270.0;
const RIGHT: f64 = 70.0;
const TOP: f64 = 44.0;
const STEP: f64 = 30.0;
const THICK: f64 = 18.0;

/// A plot of bars, with the unit below.
pub(crate) fn bars(title: &str, unit: &str, all: &[Bar]) -> String {
    let most = all.iter().map(|bar| bar.spread.high).fold(0.0, f64::max);
    let axis = Axis::linear(most, LEFT, WIDTH - RIGHT);
    let bottom = TOP + STEP * all.len() as f64;
    let mut body = text(12.0, 24.0, "start", "title", title);
    for (value, label) in axis.ticks() {
        let x = axis.place(value);
        body += &line((x, TOP - 6.0), (x, bottom), "grid");
        body += &text(x, bottom + 16.0, "middle", "quiet", &label);
    }
    for (row, Bar { name, spread }) in all.iter().enumerate() {
        let middle = TOP + STEP * (row as f64 + 0.5) - 3.0;
        let end = axis.place(spread.median);
        let fill = if name.starts_with("aws-sso-wasm") {
            0
        } else {
            1
        };
        body += &text(LEFT - 10.0, middle + 4.0, "end", "", name);
        body += &format!(
            "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{THICK}\" class=\"fill{fill}\"/>\n",
            middle - THICK / 2.0,
            (end - LEFT).max(1.0),
        );
        let (low, high) = (axis.place(spread.low), axis.place(spread.high));
        if high - low > 1.0 {
            body += &line((low, middle), (high, middle), "whisker");
        }
        body += &text(
            end.max(high) + 8.0,
            middle + 4.0,
            "start",
            "",
            &number(spread.median),
        );
    }
    body += &text(
        (LEFT + WIDTH - RIGHT) / 2.0,
        bottom + 36.0,
        "middle",
        "quiet",
        unit,
    );
    document(title, bottom + 48.0, &body)
}
