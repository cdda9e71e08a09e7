//! Item factors from who took what: the strongest directions of the normalised co-occurrence of items.
//!
//! With X the people by items, g = popularity^-power and N = X diag(g), the scores of a person x are
//! `x diag(g) Q f(E) Q' diag(1/g^b)`, where Q and E are the leading eigenpairs of N'N and f(e) = e / (e + lambda). That is
//! the ridge solution of the linear autoencoder (Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019)
//! without its diagonal, on a Gram matrix with popularity taken out (Steck, "Collaborative filtering via high-dimensional
//! regression", 2019), low-passed (Shen et al., "How powerful is graph convolution for recommendation?", CIKM 2021).
//! With b = 1 that is the whole inverse; a little less than 1 ranks better. One matrix serves to read a person's items and to rank, which halves what is shipped.
//!
//! - `people`: who took what · `spectrum`: leading eigenpairs · `measure`: NDCG and recall · `choose`: the settings, on
//!   people held back from the training file

mod choose;
mod measure;
mod people;
mod spectrum;
#[cfg(test)]
mod tests;

pub use choose::{BYTES, Ranker, Settings, TopnError, Trained, by_popularity, train};
pub use measure::{Measured, measure, ndcg, recall};
pub use people::{Interactions, Question, split};
pub use spectrum::{Spectrum, leading};
