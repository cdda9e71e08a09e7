//! From features to a chance: one logistic layer, and small trees on top that add what is not linear.

/// The logistic function.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// A fork of a tree: where the feature is at most the threshold go left, else right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Node {
    /// Number of the feature.
    pub feature: u16,
    /// The greatest value that goes left.
    pub threshold: f32,
}

/// A full tree of a fixed depth: forks in breadth-first order, then what each leaf adds, in logits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// `2^depth - 1` forks.
    pub nodes: Vec<Node>,
    /// `2^depth` leaves.
    pub leaves: Vec<f32>,
}

impl Tree {
    /// What the tree adds, in logits.
    pub fn adds(&self, x: &[f32]) -> f32 {
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            let value = x.get(usize::from(node.feature)).copied().unwrap_or_default();
            at = 2 * at + 1 + usize::from(value > node.threshold);
        }
        self.leaves.get(at - self.nodes.len()).copied().unwrap_or_default()
    }
}

/// The layer: `sigmoid(bias + weights · features + trees)`, then a last straightening of two numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// Logits where every feature is zero.
    pub bias: f32,
    /// Logits per unit of each feature.
    pub weights: Vec<f32>,
    /// What is not linear.
    pub trees: Vec<Tree>,
    /// Intercept of the last straightening, in logits.
    pub intercept: f32,
    /// Slope of the same, minus one: all zeros is no straightening.
    pub steeper: f32,
}

impl Layer {
    /// The logits of the linear part.
    pub fn linear(&self, x: &[f32]) -> f32 {
        self.bias + self.weights.iter().zip(x).map(|(w, x)| w * x).sum::<f32>()
    }

    /// The chance of a right answer, never quite 0 or 1.
    pub fn chance(&self, x: &[f32]) -> f32 {
        let logits = self.linear(x) + self.trees.iter().map(|t| t.adds(x)).sum::<f32>();
        sigmoid(self.intercept + (1.0 + self.steeper) * logits).clamp(1e-4, 1.0 - 1e-4)
    }
}
