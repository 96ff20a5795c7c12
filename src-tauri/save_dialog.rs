//! The system's dialog that asks where a file is to be saved.

use std::path::PathBuf;

use tauri::WebviewWindow;

/// Asks, over the window; none: the admin thought better of it.
#[cfg(target_os = "linux")]
pub(crate) async fn ask(
    window: &WebviewWindow,
    title: String,
    file_name: String,
) -> tauri::Result<Option<PathBuf>> {
    use gtk::{ResponseType, glib::MainContext, prelude::*};

    let (answer, mut heard) = tauri::async_runtime::channel(1);
    let over = window.clone();
    // GTK may be spoken to by its own thread only.
    window.run_on_main_thread(move || {
        MainContext::default().spawn_local(async move {
            let parent = over.gtk_window().ok();
            let action = gtk::FileChooserAction::Save;
            let dialog = gtk::FileChooserNative::new(Some(&title), parent.as_ref(), action, None, None);
            dialog.set_modal(true);
            dialog.set_do_overwrite_confirmation(true);
            dialog.set_current_name(&file_name);
            let response = dialog.run_future().await;
            let chosen = (response == ResponseType::Accept).then(|| dialog.filename()).flatten();
            // Nobody listens any more where the window was closed meanwhile.
            let _ = answer.send(chosen).await;
        });
    })?;
    Ok(heard.recv().await.flatten())
}

/// Asks, over the window; none: the admin thought better of it.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn ask(
    window: &WebviewWindow,
    title: String,
    file_name: String,
) -> tauri::Result<Option<PathBuf>> {
    let dialog = rfd::AsyncFileDialog::new().set_parent(window).set_title(title).set_file_name(file_name);
    Ok(dialog.save_file().await.map(|file| file.path().to_owned()))
}
