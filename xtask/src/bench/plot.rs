//! Plots as SVG, which read as well on a dark page as on a light one.

mod axis;
mod bars;
mod curves;

pub(crate) use bars::{Bar, bars};
pub(crate) use curves::{Curve, curves};

/// How wide a plot is, in CSS pixels.
const WIDTH: f64 = 760.0;

/// Colours by role; ours is the first of the series.
const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 15px; }
.quiet { fill: #59636e; font-size: 12px; }
.grid { stroke: #d1d9e0; }
.whisker { stroke: #1f2328; }
.fill0 { fill: #0969da; } .fill1 { fill: #8c959f; }
.line { fill: none; stroke-width: 2; }
.s0 { stroke: #0969da; } .s1 { stroke: #bc4c00; } .s2 { stroke: #1a7f37; } .s3 { stroke: #8250df; } .s4 { stroke: #59636e; }
.d0 { fill: #0969da; } .d1 { fill: #bc4c00; } .d2 { fill: #1a7f37; } .d3 { fill: #8250df; } .d4 { fill: #59636e; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.quiet { fill: #9198a1; }
.grid { stroke: #3d444d; }
.whisker { stroke: #f0f6fc; }
.fill0 { fill: #4493f8; } .fill1 { fill: #656c76; }
.s0 { stroke: #4493f8; } .s1 { stroke: #db6d28; } .s2 { stroke: #3fb950; } .s3 { stroke: #ab7df8; } .s4 { stroke: #9198a1; }
.d0 { fill: #4493f8; } .d1 { fill: #db6d28; } .d2 { fill: #3fb950; } .d3 { fill: #ab7df8; } .d4 { fill: #9198a1; }
}";

/// A document of this height.
fn document(title: &str, height: f64, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\">\n<title>{title}</title>\n<style>\n{STYLE}\n</style>\n{body}</svg>\n",
        title = escaped(title)
    )
}

/// One text; `class` is one of the style's, or empty.
fn text(x: f64, y: f64, anchor: &str, class: &str, content: &str) -> String {
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>\n",
        escaped(content)
    )
}

/// A straight line.
fn line(from: (f64, f64), to: (f64, f64), class: &str) -> String {
    format!(
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" class=\"{class}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_is_markup() {
        let svg = document("a < b", 10.0, &text(0.0, 0.0, "start", "", "<&>"));
        assert!(svg.contains("<title>a &lt; b</title>"));
        assert!(svg.contains(">&lt;&amp;&gt;</text>"));
    }
}
