//! Looking at the window and pointing at things in it, by role and name.

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::Element;
use serde_json::{Value, json};

use crate::axe;
use crate::desk::Desk;
use crate::patience::until;

impl Desk {
    /// All elements of this role and name; a `*` at the name's end stands for anything.
    pub(crate) async fn all(&self, role: &str, name: &str) -> Vec<Element> {
        let found = match self.client.execute(include_str!("find.js"), vec![json!(role), json!(name)]).await {
            Ok(Value::Array(found)) => found,
            Ok(other) => panic!("a list was expected, not {other}"),
            // Gone between being found and being handed over.
            Err(error) if error.is_stale_element_reference() => return Vec::new(),
            // The page was loaded anew.
            Err(error) if error.to_string().contains("Can't find variable: axe") => {
                axe::bring(&self.client).await;
                return Vec::new();
            }
            Err(error) => panic!("the search does not run: {error}"),
        };
        found.into_iter().map(|reference| element(self, &reference)).collect()
    }

    /// Waits for the element; with several, it is the first.
    pub(crate) async fn see(&self, role: &str, name: &str) -> Element {
        until(&format!("{role} “{name}”"), async || self.all(role, name).await.into_iter().next()).await
    }

    pub(crate) async fn gone(&self, role: &str, name: &str) {
        let none = async || self.all(role, name).await.is_empty().then_some(());
        until(&format!("{role} “{name}” to go"), none).await;
    }

    /// Clicks it with the mouse, as soon as it is there and nothing lies over it.
    pub(crate) async fn click(&self, role: &str, name: &str) {
        let click = async || match self.all(role, name).await.into_iter().next() {
            Some(element) => self.point_at(element).await,
            None => None,
        };
        until(&format!("{role} “{name}” to be clicked"), click).await;
    }

    /// Leads the pointer onto it, and leaves it there.
    pub(crate) async fn rest_on(&self, role: &str, name: &str) {
        let element = self.see(role, name).await;
        let (duration, x, y) = (None, 0.0, 0.0);
        let to = PointerAction::MoveToElement { element, duration, x, y };
        let actions = MouseActions::new("mouse".to_owned()).then(to);
        self.client.perform_actions(actions).await.expect("the pointer is moved");
    }

    /// Scrolls until it is in sight.
    pub(crate) async fn bring_to_sight(&self, role: &str, name: &str) {
        let element = serde_json::to_value(self.see(role, name).await).expect("a reference");
        self.script("arguments[0].scrollIntoView({ block: 'center' })", vec![element]).await;
    }

    /// Clicks it as a person would: in sight, and when it has stopped moving.
    async fn point_at(&self, element: Element) -> Option<()> {
        let reference = serde_json::to_value(&element).ok()?;
        self.client.execute_async(include_str!("settle.js"), vec![reference]).await.ok()?;
        element.click().await.ok()
    }

    /// Clicks a checkbox, a switch or a radio button unless it is on.
    pub(crate) async fn turn_on(&self, role: &str, name: &str) {
        let on = async || {
            let element = self.all(role, name).await.into_iter().next()?;
            let reference = serde_json::to_value(&element).ok()?;
            let script = "const [it] = arguments; \
                return (it.control ?? it).checked === true || it.getAttribute('aria-checked') === 'true'";
            if self.client.execute(script, vec![reference]).await.ok()? == json!(true) {
                return Some(());
            }
            // What was clicked is looked at again: a form that moves meanwhile can be missed.
            self.point_at(element).await;
            None
        };
        until(&format!("{role} “{name}” to be on"), on).await;
    }

    /// Issues a token with as little typing as possible, up to the dialog with its key.
    pub(crate) async fn issue_by_hand(&self, name: &str, show_once: bool) {
        self.press("Control+n").await;
        self.see("dialog", "Issue token").await;
        self.fill("Name", name).await;
        self.turn_on("checkbox", "read*").await;
        if show_once {
            self.turn_on("radio", "Show once*").await;
        }
        self.press("Control+Enter").await;
        self.see("alertdialog", "Save?").await;
        self.click("button", "OK").await;
        self.see("dialog", &format!("Token issued: {name}")).await;
    }

    /// Chooses language and theme through the console's own command, for the screens where the settings
    /// page is not what is looked at.
    pub(crate) async fn set_appearance(&self, language: &str, theme: &str) {
        let script = "const [language, theme, done] = arguments; \
            const call = (name, request) => window.__TAURI_INTERNALS__.invoke(name, { request }); \
            call('boot', null) \
              .then((boot) => call('save_settings', { ...boot.settings.settings, language, theme })) \
              .then(() => done('saved'), (fault) => done(fault))";
        let answer = self.client.execute_async(script, vec![json!(language), json!(theme)]).await;
        assert_eq!(answer.expect("the script runs"), json!("saved"));
    }

    /// Opens a drop-down list and takes one of its options.
    pub(crate) async fn choose(&self, list: &str, option: &str) {
        self.click("button", list).await;
        self.click("option", option).await;
        self.gone("option", option).await;
    }

    /// Replaces what stands in a field; by nothing, where there is no text.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        self.click("textbox", name).await;
        self.press("Control+a").await;
        self.press("Delete").await;
        // The driver refuses to type nothing.
        if !text.is_empty() {
            self.write(text).await;
        }
    }

    /// Replaces what stands in a field by what another program copied: the way of a long text, as a person goes it.
    pub(crate) async fn paste(&self, name: &str, text: &str) {
        self.shell().take_clipboard(text);
        self.fill(name, "").await;
        self.press("Control+v").await;
        let pasted = async || (self.value_of(name).await == text).then_some(());
        until(&format!("the text to be pasted into “{name}”"), pasted).await;
    }

    /// All text that the window shows.
    pub(crate) async fn text(&self) -> String {
        let text = self.script("return document.body.innerText", vec![]).await;
        text.as_str().expect("a string").to_owned()
    }

    /// Waits until the window shows this text somewhere.
    pub(crate) async fn reads(&self, text: &str) {
        let shown = async || self.text().await.contains(text).then_some(());
        until(&format!("the text “{text}”"), shown).await;
    }

    pub(crate) async fn reads_no_longer(&self, text: &str) {
        let gone = async || (!self.text().await.contains(text)).then_some(());
        until(&format!("the text “{text}” to go"), gone).await;
    }

    /// Role and name of what has the keyboard.
    pub(crate) async fn focus(&self) -> (String, String) {
        let found = self.script(include_str!("focus.js"), vec![]).await;
        serde_json::from_value(found).expect("a role and a name")
    }

    /// What stands in a text field.
    pub(crate) async fn value_of(&self, name: &str) -> String {
        let field = self.see("textbox", name).await;
        field.prop("value").await.expect("a field").expect("a value")
    }

    /// True where the window's document holds this text anywhere, shown or not.
    pub(crate) async fn page_contains(&self, text: &str) -> bool {
        let script = "const [text] = arguments; const fields = [...document.querySelectorAll('input, textarea')]; \
            return document.documentElement.outerHTML.includes(text) || fields.some((one) => one.value.includes(text))";
        self.script(script, vec![json!(text)]).await == json!(true)
    }

    /// How far the document reaches beyond the window, in CSS pixels: to the right, downwards.
    pub(crate) async fn overflow(&self) -> Value {
        let script = "const it = document.documentElement; \
            return [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight]";
        self.script(script, vec![]).await
    }

    pub(crate) async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("the script runs")
    }
}

fn element(desk: &Desk, reference: &Value) -> Element {
    let id = reference.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
    Element::from_element_id(desk.client.clone(), id.expect("an element").to_owned().into())
}
