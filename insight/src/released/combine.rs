//! Which releases may be added, and their sum.

use super::Sums;

/// Why two releases cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CombineError {
    /// They answer different questions, or under another version of the dictionary, where a coordinate may mean something else.
    #[error("the two releases answer different questions")]
    Measure,
    /// They are about different periods: the same people would be counted twice.
    #[error("the two releases are about different periods")]
    Period,
    /// A person could be in both cells.
    #[error("the cells of the two releases overlap")]
    Overlap,
    /// Their vectors differ in length.
    #[error("the sums of the two releases differ in length")]
    Length,
}

impl CombineError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CombineError::Measure => "insight.combine.measure",
            CombineError::Period => "insight.combine.period",
            CombineError::Overlap => "insight.combine.overlap",
            CombineError::Length => "insight.combine.length",
        }
    }
}

/// What joins the names of cells that were added.
const JOIN: &str = " + ";

impl Sums {
    /// The sums over two cells of one measure and period in which no person can be twice. Values, people and noise variances add.
    ///
    /// # Errors
    /// [`CombineError`].
    pub fn plus(&self, other: &Sums) -> Result<Sums, CombineError> {
        if self.measure != other.measure || self.dictionary != other.dictionary {
            return Err(CombineError::Measure);
        }
        if self.period != other.period {
            return Err(CombineError::Period);
        }
        if self.sums.len() != other.sums.len() {
            return Err(CombineError::Length);
        }
        let disjoint = self.cell.split(JOIN).all(|a| other.cell.split(JOIN).all(|b| are_disjoint(a, b)));
        if !disjoint {
            return Err(CombineError::Overlap);
        }
        Ok(Sums {
            cell: format!("{}{JOIN}{}", self.cell, other.cell),
            reports: self.reports.saturating_add(other.reports),
            headcount: self.headcount.saturating_add(other.headcount),
            sums: self.sums.iter().zip(&other.sums).map(|(a, b)| a.saturating_add(*b)).collect(),
            sigma2_each: self.sigma2_each.saturating_add(other.sigma2_each),
            releases: self.releases.iter().chain(&other.releases).cloned().collect(),
            ..self.clone()
        })
    }
}

/// Whether nobody can be in both cells: two cells of one partition, or a cell and another one that names a different function or
/// region.
fn are_disjoint(a: &str, b: &str) -> bool {
    let (fa, ra) = place(a);
    let (fb, rb) = place(b);
    let differ = |x: Option<&str>, y: Option<&str>| matches!((x, y), (Some(x), Some(y)) if x != y);
    differ(fa, fb) || differ(ra, rb)
}

/// The function and region that a cell names.
fn place(cell: &str) -> (Option<&str>, Option<&str>) {
    let mut parts = cell.split('/');
    match parts.next() {
        Some("function") => (parts.next(), None),
        Some("region") => (None, parts.next()),
        Some("function-region") => (parts.next(), parts.next()),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Period;

    fn sums(cell: &str) -> Sums {
        let period = Period { id: "q".into(), start: "2026-07-01".into(), end: "2026-10-01".into() };
        let (measure, releases) = ("held".to_owned(), vec![]);
        Sums {
            measure,
            dictionary: 1,
            cell: cell.into(),
            period,
            reports: 5,
            headcount: 7,
            sums: vec![3, -1],
            sigma2_each: 9,
            releases,
        }
    }

    #[test]
    fn only_disjoint_cells_add() {
        let sum = sums("function/a").plus(&sums("function/b")).unwrap();
        assert_eq!((sum.sums.clone(), sum.sigma2_each, sum.headcount), (vec![6, -2], 18, 14));
        assert_eq!(sum.plus(&sums("function/a")), Err(CombineError::Overlap));
        assert!(sum.plus(&sums("function-region/c/x")).is_ok());
        assert_eq!(sums("function/a").plus(&sums("region/x")), Err(CombineError::Overlap));
        assert_eq!(sums("all").plus(&sums("function/x")), Err(CombineError::Overlap));
        assert_eq!(sums("function-region/a/x").plus(&sums("region/x")), Err(CombineError::Overlap));
        let mut later = sums("function/b");
        later.period.id = "later".into();
        assert_eq!(sums("function/a").plus(&later), Err(CombineError::Period));
    }
}
