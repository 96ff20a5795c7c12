//! WebKitGTK, where tauri has no word for it: no inspector, no network, and the way back when its process dies.

use std::{
    cell::RefCell,
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use gtk::prelude::{Cast, DialogExt, GtkWindowExt, MessageDialogExt, WidgetExt};
use tauri::{AppHandle, Manager, WebviewWindow};
use webkit2gtk::{
    CacheModel, NetworkProxyMode, NetworkProxySettings, SettingsExt, WebContextExt, WebView, WebViewExt,
    WebsiteDataManagerExt,
};

use crate::{
    closing,
    crash::{Crashes, Remedy, Words},
    locale,
    seat::Seat,
    window,
};

/// Prepares the window's web view, before its page is loaded.
pub(crate) fn prepare(window: &WebviewWindow) -> tauri::Result<()> {
    let app = window.app_handle().clone();
    window.with_webview(move |platform| {
        let view = platform.inner();
        // wry turns the inspector on, also in release builds, where tauri's own switch does nothing.
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_enable_developer_extras(cfg!(dev));
        }
        lighten(&view);
        // The page comes from inside the program, except in development.
        if !cfg!(dev) {
            cut_off(&view);
        }
        let crashes = RefCell::new(Crashes::default());
        view.connect_web_process_terminated(move |view, reason| {
            tracing::error!(?reason, "the web view's process ended");
            app.state::<Arc<Seat>>().page_was_lost.store(true, Ordering::Relaxed);
            match crashes.borrow_mut().note(Instant::now()) {
                Remedy::Reload => view.reload(),
                Remedy::Ask => ask(&app, view),
            }
        });
    })
}

/// Leaves out what a page of text and controls has no use for.
fn lighten(view: &WebView) {
    if let Some(settings) = WebViewExt::settings(view) {
        settings.set_enable_webgl(false);
        settings.set_enable_webaudio(false);
        settings.set_enable_media(false);
        settings.set_enable_page_cache(false);
    }
    if let Some(context) = view.context() {
        // There is one page, and it comes from inside the program.
        context.set_cache_model(CacheModel::DocumentViewer);
    }
}

/// Leaves the web view no way to the network: it connects to the address of a link before it asks whether the link
/// may be followed, which the content policy does not forbid.
fn cut_off(view: &WebView) {
    /// Nobody can listen on port 0.
    const NOWHERE: &str = "http://127.0.0.1:0";
    let Some(manager) = view.website_data_manager() else { return };
    let mut proxy = NetworkProxySettings::new(Some(NOWHERE), &[]);
    manager.set_network_proxy_settings(NetworkProxyMode::Custom, Some(&mut proxy));
}

/// Says in a window of its own that the page does not stay up: load it once more, or quit.
fn ask(app: &AppHandle, view: &WebView) {
    window::show(app);
    let seat = app.state::<Arc<Seat>>();
    let settings = seat.desk().and_then(|desk| desk.settings()).unwrap_or_default();
    let words = Words::in_language(locale::in_force(&settings).language);
    let parent = view.toplevel().and_then(|widget| widget.downcast::<gtk::Window>().ok());
    let dialog = gtk::MessageDialog::new(
        parent.as_ref(),
        gtk::DialogFlags::MODAL,
        gtk::MessageType::Error,
        gtk::ButtonsType::None,
        words.what,
    );
    dialog.set_title(words.what);
    let next = match closing::at_stake(&seat) {
        stake if stake.is_nothing() => words.next.to_owned(),
        _ => format!("{}\n\n{}", words.next, words.lost),
    };
    dialog.set_secondary_text(Some(&next));
    dialog.add_button(words.quit, gtk::ResponseType::Close);
    dialog.add_button(words.again, gtk::ResponseType::Accept);
    dialog.set_default_response(gtk::ResponseType::Accept);
    if let Some(again) = dialog.widget_for_response(gtk::ResponseType::Accept) {
        again.grab_focus();
    }
    let (app, view) = (app.clone(), view.clone());
    dialog.connect_response(move |dialog, response| {
        // Closing it would be one more response.
        dialog.hide();
        match response {
            gtk::ResponseType::Accept => view.reload(),
            _ => app.exit(0),
        }
    });
    dialog.show();
}
