//! The system's dialogs that ask for a file.

use std::path::PathBuf;

use tauri::WebviewWindow;

use crate::wire::Fault;

/// Asks, over the window, where a file is to be saved; none: the admin thought better of it.
pub(crate) async fn where_to_save(
    window: &WebviewWindow,
    title: String,
    file_name: String,
) -> Result<Option<PathBuf>, Fault> {
    ask(window, title, Some(file_name)).await.map_err(no_dialog)
}

/// Asks, over the window, which file is to be opened; none: the admin thought better of it.
pub(crate) async fn which_to_open(window: &WebviewWindow, title: String) -> Result<Option<PathBuf>, Fault> {
    ask(window, title, None).await.map_err(no_dialog)
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn no_dialog(error: tauri::Error) -> Fault {
    Fault::Internal { detail: error.to_string() }
}

/// With a name for a new file: where to save it.
#[cfg(target_os = "linux")]
async fn ask(
    window: &WebviewWindow,
    title: String,
    new_file: Option<String>,
) -> tauri::Result<Option<PathBuf>> {
    use gtk::{FileChooserAction, ResponseType, glib::MainContext, prelude::*};

    let (answer, mut heard) = tauri::async_runtime::channel(1);
    let over = window.clone();
    // GTK may be spoken to by its own thread only.
    window.run_on_main_thread(move || {
        MainContext::default().spawn_local(async move {
            let parent = over.gtk_window().ok();
            let action = if new_file.is_some() { FileChooserAction::Save } else { FileChooserAction::Open };
            let dialog = gtk::FileChooserNative::new(Some(&title), parent.as_ref(), action, None, None);
            dialog.set_modal(true);
            if let Some(name) = &new_file {
                dialog.set_do_overwrite_confirmation(true);
                dialog.set_current_name(name);
            }
            let response = dialog.run_future().await;
            let chosen = (response == ResponseType::Accept).then(|| dialog.filename()).flatten();
            // Nobody listens any more where the window was closed meanwhile.
            let _ = answer.send(chosen).await;
        });
    })?;
    Ok(heard.recv().await.flatten())
}

/// With a name for a new file: where to save it.
#[cfg(not(target_os = "linux"))]
async fn ask(
    window: &WebviewWindow,
    title: String,
    new_file: Option<String>,
) -> tauri::Result<Option<PathBuf>> {
    let dialog = rfd::AsyncFileDialog::new().set_parent(window).set_title(title);
    let chosen = match new_file {
        Some(name) => dialog.set_file_name(name).save_file().await,
        None => dialog.pick_file().await,
    };
    Ok(chosen.map(|file| file.path().to_owned()))
}
