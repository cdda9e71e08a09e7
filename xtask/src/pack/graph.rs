//! Circles in a relation that must not have any.

use super::report::Place;

/// So many steps are spent on cutting every circle at its last row; then circles are cut where they are met.
const STEPS: usize = 20_000_000;
/// So many rows of a circle are told.
const TOLD: usize = 5;

/// A row of the relation; nodes are numbered from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) at: Place,
}

/// A row to leave out, and the circle it is in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Index of the row.
    pub(super) row: usize,
    /// Indices of the first rows of the circle, in its order.
    pub(super) circle: Vec<usize>,
    /// Whether the circle has more rows.
    pub(super) more: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Rows to leave out so that no circle is left: of each circle that is met the one that stands last in the files.
///
/// Depth first, from nodes in their order along rows in theirs, with a stack of its own: a chain of a million rows is no reason to
/// fall. What was left without a circle is not visited again.
pub(super) fn cuts(nodes: usize, rows: &[Row]) -> Vec<Cut> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (i, row) in rows.iter().enumerate() {
        next[row.from].push(i);
    }
    let (mut gone, mut mark, mut found, mut steps) = (vec![false; rows.len()], vec![Mark::New; nodes], Vec::new(), 0);
    for start in 0..nodes {
        while mark[start] != Mark::Done {
            // Node, how many of its rows were followed, and the row that led to it.
            let mut path: Vec<(usize, usize, Option<usize>)> = vec![(start, 0, None)];
            mark[start] = Mark::Open;
            while let Some((node, followed, _)) = path.last_mut() {
                steps += 1;
                let Some(&row) = next[*node].get(*followed) else {
                    mark[*node] = Mark::Done;
                    path.pop();
                    continue;
                };
                *followed += 1;
                let to = rows[row].to;
                if gone[row] || mark[to] == Mark::Done {
                    continue;
                }
                if mark[to] == Mark::New {
                    mark[to] = Mark::Open;
                    path.push((to, 0, Some(row)));
                    continue;
                }
                if steps > STEPS {
                    gone[row] = true;
                    found.push(Cut { row, circle: vec![row], more: true });
                    continue;
                }
                steps += path.len();
                let inside = path.iter().skip_while(|p| p.0 != to).skip(1).filter_map(|p| p.2);
                let circle: Vec<usize> = inside.chain([row]).collect();
                let cut = circle.iter().copied().max_by_key(|r| (rows[*r].at, *r)).unwrap_or(row);
                gone[cut] = true;
                let more = circle.len() > TOLD;
                found.push(Cut { row: cut, circle: circle.into_iter().take(TOLD).collect(), more });
                if cut != row {
                    // A row behind us is gone: what was open is walked anew.
                    for (node, ..) in path.drain(..) {
                        mark[node] = Mark::New;
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pairs: &[(usize, usize)]) -> Vec<Row> {
        let row = |(i, &(from, to)): (usize, &(usize, usize))| Row { from, to, at: Place { file: 0, line: i as u32 } };
        pairs.iter().enumerate().map(row).collect()
    }

    #[test]
    fn a_circle_is_cut_at_its_last_row() {
        for order in [[(0, 1), (1, 2), (2, 0)], [(0, 1), (2, 0), (1, 2)], [(2, 0), (0, 1), (1, 2)]] {
            let cut = cuts(3, &rows(&order));
            assert_eq!(cut.iter().map(|c| c.row).collect::<Vec<_>>(), [2], "{order:?}");
            assert_eq!(cut[0].circle.len(), 3);
        }
        assert_eq!(cuts(4, &rows(&[(0, 1), (0, 2), (1, 3), (2, 3)])), []);
    }

    #[test]
    fn nothing_goes_in_a_circle_afterwards() {
        // Every pair both ways among 60, and a chain that would break a recursive walk.
        let mut pairs: Vec<(usize, usize)> =
            (0..60).flat_map(|a| (0..60).map(move |b| (a, b))).filter(|(a, b)| a != b).collect();
        pairs.extend((60..200_000).map(|i| (i, i + 1)));
        pairs.push((200_000, 60));
        let all = rows(&pairs);
        let cut: Vec<usize> = cuts(200_001, &all).iter().map(|c| c.row).collect();
        assert!(cut.contains(&(pairs.len() - 1)));
        let rest: Vec<Row> = (0..all.len()).filter(|i| !cut.contains(i)).map(|i| all[i]).collect();
        assert_eq!(cuts(200_001, &rest), []);
    }

    #[test]
    fn a_tangle_is_cut_in_bounded_time() {
        let mut x = 1u64;
        let mut next = |n: usize| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (x >> 33) as usize % n
        };
        let pairs: Vec<(usize, usize)> =
            (0..200_000).map(|_| (next(20_000), next(20_000))).filter(|p| p.0 != p.1).collect();
        let all = rows(&pairs);
        let found = cuts(20_000, &all);
        assert!(found.iter().all(|c| c.circle.len() <= TOLD) && found.iter().any(|c| c.more));
        let mut gone = vec![false; all.len()];
        found.iter().for_each(|c| gone[c.row] = true);
        let rest: Vec<Row> = all.iter().zip(&gone).filter(|(_, gone)| !**gone).map(|(row, _)| *row).collect();
        assert_eq!(cuts(20_000, &rest), []);
    }
}
