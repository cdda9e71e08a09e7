//! Running other programs, and the one error of this crate.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What went wrong, in one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failed(String);

impl Failed {
    pub(crate) fn new(why: impl ToString) -> Failed {
        Failed(why.to_string())
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Runs a program in the repository's root and shows what it prints.
pub(crate) fn run(program: &str, args: &[&str]) -> Result<(), Failed> {
    run_with(Command::new(program).args(args))
}

/// Runs a prepared command in the repository's root.
pub(crate) fn run_with(command: &mut Command) -> Result<(), Failed> {
    let shown = format!("{command:?}");
    let status = command.current_dir(root()).status().map_err(|e| Failed::new(format!("{shown}: {e}")))?;
    if status.success() { Ok(()) } else { Err(Failed::new(format!("{shown} ended with {status}"))) }
}

/// True when the program can be started.
pub(crate) fn there(program: &str, flag: &str) -> bool {
    Command::new(program).arg(flag).output().is_ok_and(|o| o.status.success())
}

/// Reads a file, naming it when it cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failed> {
    std::fs::read(path).map_err(|e| Failed::new(format!("{}: {e}", path.display())))
}

/// Writes a file and its folders.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    let named = |e: std::io::Error| Failed::new(format!("{}: {e}", path.display()));
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(named)?;
    }
    std::fs::write(path, bytes).map_err(named)
}

/// Copies a folder whole.
pub(crate) fn copy_dir(from: &Path, to: &Path) -> Result<(), Failed> {
    let named = |e: std::io::Error| Failed::new(format!("{}: {e}", from.display()));
    for entry in std::fs::read_dir(from).map_err(named)? {
        let entry = entry.map_err(named)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target)?;
        } else {
            write(&target, &read(&entry.path())?)?;
        }
    }
    Ok(())
}
