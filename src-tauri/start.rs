//! From the command line to the running window.

use std::sync::Arc;

use tauri::{AppHandle, Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;

#[cfg(target_os = "linux")]
use crate::environment;
use crate::{
    Arguments, clipboard::ClipboardKeeper, commands, daily_backup, enforcer::Enforcer, journal, notifier,
    seat::Seat, vault_guard, watch, window,
};

/// Runs the console until its window is closed.
pub fn run(arguments: Arguments) -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    environment::prepare()?;
    let log = journal::start(&arguments.data);
    let mut builder = tauri::Builder::default();
    // A named data folder is a console of its own.
    if !arguments.data_is_named {
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| {
            window::bring_to_front(app);
        }));
    }
    let app = builder
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .invoke_handler(commands::handler())
        .setup(move |app| Ok(set_up(app.handle(), arguments)?))
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            leave(app);
        }
    });
    drop(log);
    Ok(())
}

fn set_up(app: &AppHandle, arguments: Arguments) -> tauri::Result<()> {
    let teller = app.clone();
    let clipboard = ClipboardKeeper::start(move |state| watch::emit(&teller, "clipboard-changed", state));
    let teller = app.clone();
    let enforcer =
        Enforcer::new(arguments.data.clone(), move || watch::emit(&teller, "enforcement-changed", ()));
    app.manage(Arc::new(Seat::new(arguments.data, clipboard, enforcer)));
    window::create(app)?;
    watch::start(app.clone());
    notifier::start(app.clone());
    vault_guard::start(app);
    daily_backup::start(app);
    Ok(())
}

/// Tauri drops nothing on exit: clipboard, verifier and data file have to be told. A change to many ends with the step
/// it is at.
fn leave(app: &AppHandle) {
    let seat = app.state::<Arc<Seat>>();
    seat.change.stop();
    seat.rotation.stop();
    seat.backup.stop();
    seat.audit.stop();
    if let Err(error) = seat.clipboard.clear() {
        tracing::warn!(error, "the clipboard could not be cleared");
    }
    seat.enforcer.leave();
    seat.leave_whole();
}
