//! Curves over an axis that grows by powers of ten, as does what they show.

use super::axis::Axis;
use super::{WIDTH, document, line, text};

/// One curve; ours come first, in our colour.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    pub(crate) name: String,
    /// From left to right.
    pub(crate) points: Vec<(f64, f64)>,
}

const LEFT: f64 = 70.0;
const RIGHT: f64 = 220.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 380.0;
/// How many colours there are.
const COLOURS: usize = 5;

/// A plot with both axes logarithmic.
pub(crate) fn curves(title: &str, across: &str, up: &str, all: &[Curve]) -> String {
    let points = || all.iter().flat_map(|curve| &curve.points);
    let horizontal = Axis::logarithmic(points().map(|point| point.0), LEFT, WIDTH - RIGHT);
    let vertical = Axis::logarithmic(points().map(|point| point.1), BOTTOM, TOP);
    let mut body = text(12.0, 24.0, "start", "title", title);
    for (value, label) in horizontal.ticks() {
        let x = horizontal.place(value);
        body += &line((x, TOP), (x, BOTTOM), "grid");
        body += &text(x, BOTTOM + 18.0, "middle", "quiet", &label);
    }
    for (value, label) in vertical.ticks() {
        let y = vertical.place(value);
        body += &line((LEFT, y), (WIDTH - RIGHT, y), "grid");
        body += &text(LEFT - 8.0, y + 4.0, "end", "quiet", &label);
    }
    for (row, Curve { name, points }) in all.iter().enumerate() {
        let colour = row % COLOURS;
        let place = |&(x, y): &(f64, f64)| (horizontal.place(x), vertical.place(y));
        let places: Vec<(f64, f64)> = points.iter().map(place).collect();
        let path: Vec<String> = places
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        body += &format!(
            "<polyline points=\"{}\" class=\"line s{colour}\"/>\n",
            path.join(" ")
        );
        for (x, y) in &places {
            body +=
                &format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" class=\"d{colour}\"/>\n");
        }
        let y = TOP + 12.0 + 22.0 * row as f64;
        let x = WIDTH - RIGHT + 18.0;
        body += &line((x, y), (x + 22.0, y), &format!("line s{colour}"));
        body += &text(x + 30.0, y + 4.0, "start", "", name);
    }
    let middle = (LEFT + WIDTH - RIGHT) / 2.0;
    body += &text(middle, BOTTOM + 40.0, "middle", "quiet", across);
    body += &text(LEFT, TOP - 6.0, "start", "quiet", up);
    document(title, BOTTOM + 54.0, &body)
}
