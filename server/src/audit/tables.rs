//! The figures as CSV: one row a group, an empty field where there is not enough data.

use skillkeep_insight::ratio::Verdict;

use super::figures::Audited;

type Written = Result<Vec<u8>, csv::Error>;

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Written {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(head)?;
    for row in rows {
        out.write_record(row)?;
    }
    out.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
}

/// Six digits: far finer than any interval, and the same wherever it is computed.
fn number(value: Option<f64>) -> String {
    value.filter(|v| v.is_finite()).map(|v| format!("{v:.6}")).unwrap_or_default()
}

/// A text that a spreadsheet does not take for a formula.
fn text(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}

fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Disparity => "disparity".into(),
        Verdict::NoMaterialDisparity => "no material disparity".into(),
        Verdict::Reference => "reference".into(),
        Verdict::NotEnoughData { needs, .. } => format!("not enough data: needs about {needs}"),
    }
}

/// The summary by category.
///
/// # Errors
/// None that a list of texts can cause.
pub fn summary(audited: &Audited) -> Written {
    let head = [
        "measure",
        "kind",
        "attribute",
        "cell",
        "counts_as_yes",
        "category",
        "number",
        "number_noise_sd",
        "rate",
        "rate_low",
        "rate_high",
        "impact_ratio",
        "ratio_low",
        "ratio_high",
        "verdict",
        "under_two_percent",
    ];
    let rows = audited.summary.iter().flat_map(|s| s.audit.groups.iter().map(move |g| (s, g)));
    table(
        &head,
        rows.map(|(s, g)| {
            let (row, ratio, within) = (&g.row, g.row.ratio.as_ref(), g.row.rate_interval.as_ref());
            vec![
                text(&s.audit.measure),
                s.kind.into(),
                text(&s.audit.attribute),
                text(&s.audit.cell),
                s.audit.yes.join(" "),
                text(&g.label),
                row.answers.value.to_string(),
                number(Some(row.answers.sigma2.sqrt())),
                number(row.rate),
                number(within.map(|i| i.low)),
                number(within.map(|i| i.high)),
                number(ratio.map(|r| r.value)),
                number(ratio.map(|r| r.interval.low)),
                number(ratio.map(|r| r.interval.high)),
                verdict(&row.verdict),
                s.small.contains(&row.group).to_string(),
            ]
        }),
    )
}

/// p-values, alone and together.
///
/// # Errors
/// As [`summary`].
pub fn comparisons(audited: &Audited) -> Written {
    let head = [
        "measure",
        "cell",
        "counts_as_yes",
        "group",
        "reference",
        "few_answers",
        "p_equal",
        "p_equal_adjusted",
        "p_four_fifths",
        "p_four_fifths_adjusted",
    ];
    table(
        &head,
        audited.comparisons.iter().map(|c| {
            vec![
                text(&c.measure),
                text(&c.cell),
                c.yes.join(" "),
                text(&c.group),
                text(&c.reference),
                c.few_answers.to_string(),
                number(c.equal.p),
                number(c.equal.adjusted),
                number(c.four_fifths.p),
                number(c.four_fifths.adjusted),
            ]
        }),
    )
}

/// Like with like.
///
/// # Errors
/// As [`summary`].
pub fn strata(audited: &Audited) -> Written {
    let head = [
        "measure",
        "over",
        "counts_as_yes",
        "group",
        "reference",
        "difference",
        "low",
        "high",
        "within_difference",
        "within_low",
        "within_high",
        "strata",
        "left_out",
    ];
    table(
        &head,
        audited.strata.iter().map(|s| {
            let mut row = vec![text(&s.measure), s.over.into(), s.yes.join(" "), text(&s.group), text(&s.reference)];
            for gap in [&s.crude, &s.within] {
                let gap = gap.as_ref();
                row.extend([
                    number(gap.map(|g| g.gap.value)),
                    number(gap.map(|g| g.interval.low)),
                    number(gap.map(|g| g.interval.high)),
                ]);
            }
            let of =
                |n: fn(&skillkeep_insight::strata::StratifiedGap) -> usize| s.within.as_ref().map(|g| n(g).to_string());
            row.extend([of(|g| g.strata).unwrap_or_default(), of(|g| g.left_out).unwrap_or_default()]);
            row
        }),
    )
}
