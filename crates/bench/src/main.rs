//! `tokendesk-bench`: makes data files, runs the benchmarks.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<std::process::ExitCode> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("the benchmarks run on Linux only")
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::PathBuf;
    use std::process::ExitCode;

    use clap::{Parser, Subcommand};
    use tokendesk_bench::{Options, PASSPHRASE, bare_axum, generate, run};

    /// What is measured in this process has the allocator of the programs, and so have the references.
    #[global_allocator]
    static ALLOCATOR: tokendesk_allocator::Allocator = tokendesk_allocator::ALLOCATOR;

    #[derive(Parser)]
    #[command(about = "Benchmarks of Tokendesk; `cargo xtask bench` builds what they need and runs them")]
    struct Arguments {
        #[command(subcommand)]
        command: Command,
    }

    #[derive(Subcommand)]
    enum Command {
        /// Makes a data file with many tokens
        Generate {
            /// How many
            #[arg(long, default_value_t = 1_000_000)]
            tokens: u64,
            /// The data folder; it must have no data file yet
            #[arg(long, value_name = "DIR")]
            data: PathBuf,
            /// The same number makes the same tokens
            #[arg(long, default_value_t = 1)]
            seed: u64,
        },
        /// The reference of `verify-http`
        #[command(hide = true)]
        BareAxum,
        /// Measures; the exit code is 1 where a bound is missed
        Run(Options),
    }

    pub(super) fn main() -> anyhow::Result<ExitCode> {
        tokendesk_allocator::give_back_soon();
        match Arguments::parse().command {
            Command::Generate { tokens, data, seed } => {
                let file = generate(&data, tokens, seed, |made| eprintln!("{made} of {tokens}"))?;
                println!("{}\nthe vault's passphrase: {PASSPHRASE}", file.display());
                Ok(ExitCode::SUCCESS)
            }
            Command::BareAxum => bare_axum().map(|()| ExitCode::SUCCESS),
            Command::Run(options) => Ok(if run(&options)? { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        }
    }
}
