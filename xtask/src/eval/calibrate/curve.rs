//! The reliability curve as a picture that reads in light and dark, with its numbers as text.

use std::fmt::Write as _;

use super::claims::Reliability;

const SIDE: f64 = 360.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 20.0;

fn x(claimed: f64) -> f64 {
    LEFT + claimed * SIDE
}

fn y(right: f64) -> f64 {
    TOP + (1.0 - right) * SIDE
}

/// Draws claimed chance against share that was right, for the intervals and for the claims "at least"; each point has its 95 %
/// interval.
pub(super) fn draw(intervals: &Reliability, at_least: &Reliability) -> String {
    let mut body = String::new();
    for tick in 0..=5 {
        let at = f64::from(tick) / 5.0;
        let _ = writeln!(
            body,
            r#"<path class="grid" d="M{LEFT} {0:.1}H{1}"/><text x="{2}" y="{3:.1}" text-anchor="end">{4:.0} %</text><text x="{5:.1}" y="{6}" text-anchor="middle">{4:.0} %</text>"#,
            y(at),
            LEFT + SIDE,
            LEFT - 8.0,
            y(at) + 4.0,
            at * 100.0,
            x(at),
            TOP + SIDE + 20.0,
        );
    }
    let _ = writeln!(body, r#"<path class="even" d="M{} {}L{} {}"/>"#, x(0.0), y(0.0), x(1.0), y(1.0));
    body.push_str(&series("level", at_least));
    body.push_str(&series("interval", intervals));
    let (width, height) = (LEFT + SIDE + 20.0, TOP + SIDE + 60.0);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {5} {6}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="12">
<title id="t">How often a level is where the profile says</title>
<desc id="d">Intervals: {0}. Claims of at least a level: {1}.</desc>
<style>
svg {{ --ink: #1f2328; --soft: #d0d7de; --interval: #0b6e6e; --level: #8a5a00; background: #fff }}
@media (prefers-color-scheme: dark) {{ svg {{ --ink: #e6edf3; --soft: #3d444d; --interval: #5cc8c8; --level: #e0a94a; background: #0d1117 }} }}
text {{ fill: var(--ink) }} .grid {{ stroke: var(--soft) }} .even {{ stroke: var(--ink); stroke-dasharray: 4 4; fill: none }}
.interval {{ --line: var(--interval) }} .level {{ --line: var(--level) }} .level .curve {{ stroke-dasharray: 6 3 }}
.curve {{ stroke: var(--line); stroke-width: 2; fill: none }} .band {{ stroke: var(--line); stroke-width: 2; opacity: .5 }} circle {{ fill: var(--line) }}
</style>
{body}<text x="{2}" y="{3}" text-anchor="middle">chance that was claimed</text>
<text transform="translate(16 {4}) rotate(-90)" text-anchor="middle">share that was right</text>
<text x="{7}" y="{8}">solid: the intervals</text><text x="{7}" y="{9}">dashed: “at least level L”</text><text x="{7}" y="{10}">dotted: as often as it says</text>
</svg>
"##,
        said(intervals),
        said(at_least),
        LEFT + SIDE / 2.0,
        TOP + SIDE + 46.0,
        TOP + SIDE / 2.0,
        width,
        height,
        x(0.55),
        y(0.24),
        y(0.18),
        y(0.12),
    )
}

fn series(name: &str, curve: &Reliability) -> String {
    let (mut line, mut points) = (String::new(), String::new());
    for (k, class) in curve.classes.iter().enumerate() {
        let _ = write!(line, "{}{:.1} {:.1}", if k == 0 { 'M' } else { 'L' }, x(class.claimed), y(class.right));
        let _ = writeln!(
            points,
            r#"<path class="band" d="M{0:.1} {1:.1}V{2:.1}"/><circle cx="{0:.1}" cy="{3:.1}" r="3.5"><title>claimed {4:.0} %, right {5:.0} % ({6:.0} to {7:.0} %) of {8} claims</title></circle>"#,
            x(class.claimed),
            y(class.low),
            y(class.high),
            y(class.right),
            class.claimed * 100.0,
            class.right * 100.0,
            class.low * 100.0,
            class.high * 100.0,
            class.claims,
        );
    }
    format!("<g class=\"{name}\"><path class=\"curve\" d=\"{line}\"/>\n{points}</g>\n")
}

fn said(curve: &Reliability) -> String {
    let each: Vec<String> = curve
        .classes
        .iter()
        .map(|c| format!("{:.0} % claimed, {:.0} % right", c.claimed * 100.0, c.right * 100.0))
        .collect();
    each.join("; ")
}
