//! The text that `git log --numstat` prints, in its usual formats: one signal per commit and author, with the languages and tools
//! that its files show.

mod importer;
mod tools;

pub(crate) use importer::GitLogImporter;
