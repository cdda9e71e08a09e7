//! `skillkeep-server keys DIR [PERIOD...]`, `skillkeep-server serve --role leader|keeper|insight --config FILE` and
//! `skillkeep-server audit --verify PACK`.
#![forbid(unsafe_code)]

use std::path::Path;
use std::process::ExitCode;

use skillkeep_server::clock::Clock;
use skillkeep_server::config::Config;
use skillkeep_server::keys;
use skillkeep_server::serve::{ServeError, run_insight, run_keeper, run_leader};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

const USAGE: &str = "usage:
  skillkeep-server keys DIR [PERIOD...]                               makes keys; what is there stays
  skillkeep-server serve --role leader|keeper|insight --config FILE   serves one role
  skillkeep-server audit --verify PACK [--pin SHA256] [--key ID=BASE64]...  checks an audit pack: 0 where it holds, 1 where not";

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).with_max_level(tracing::Level::INFO).init();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["keys", dir, periods @ ..] => keys::make(Path::new(dir), periods).map_err(ServeError::from),
        ["serve", "--role", role @ ("leader" | "keeper" | "insight"), "--config", file]
        | ["serve", "--config", file, "--role", role @ ("leader" | "keeper" | "insight")] => {
            serve(role, Path::new(file))
        }
        ["audit", "--verify", file, options @ ..] => {
            return skillkeep_server::audit::cli::run(Path::new(file), options);
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

fn serve(role: &str, file: &Path) -> Result<(), ServeError> {
    let config = Config::read(file)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Verifying is all computing: more threads than this would only queue for the same cores.
        .max_blocking_threads(16)
        .build()?;
    runtime.block_on(async {
        let (tell, stop) = watch::channel(false);
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::spawn(async move {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            let _ = tell.send(true);
        });
        match role {
            "leader" => run_leader(&config, Clock::system(), stop).await,
            "insight" => run_insight(&config, Clock::system(), stop).await,
            _ => run_keeper(&config, Clock::system(), stop).await,
        }
    })
}
