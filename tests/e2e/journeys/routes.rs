//! Routes, from the form and from a document.

use serde_json::{Value, json};

use crate::desk::{Conditions, Desk};

const PETS: &str = r#"{"openapi":"3.1.0","info":{"title":"Pets","version":"1"},"tags":[{"name":"pets"}],
"paths":{"/pets":{"get":{"tags":["pets"]},"post":{"tags":["pets"]}},"/pets/{id}":{"delete":{"tags":["pets"]}}}}"#;

/// Hands the page a file, as its button does after the system's dialog.
const CHOOSE: &str = r#"
    const [name, text] = arguments;
    const files = new DataTransfer();
    files.items.add(new File([text], name));
    const input = document.querySelector("input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
"#;

/// Drags a file over the place for it and lets it fall.
const DROP: &str = r#"
    const [name, text] = arguments;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name));
    const zone = document.querySelector("input[type=file]").closest("[data-rac]");
    const { left, top, width, height } = zone.getBoundingClientRect();
    const middle = { clientX: left + width / 2, clientY: top + height / 2 };
    const taken = ["dragenter", "dragover", "drop"].map((kind) =>
        !zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer, ...middle })));
    return taken;
"#;

impl Desk {
    async fn drop_document(&self, name: &str, text: &str) {
        let taken = self.script(DROP, vec![json!(name), json!(text)]).await;
        assert_eq!(taken, json!([true, true, true]), "what is not taken the page would be left for");
    }

    pub(super) async fn choose_document(&self, name: &str, text: &str) {
        self.script(CHOOSE, vec![json!(name), json!(text)]).await;
    }
}

fn routes(desk: &Desk) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let routes = desk.shell().run(&["route", "list"]);
    let line = |route: &Value| {
        format!("{} {} {}", text(&route["method"]), text(&route["path"]), text(&route["scope"]))
    };
    routes.iter().map(line).collect()
}

#[tokio::test]
async fn a_route_is_added_tried_edited_and_removed() {
    let desk = Desk::open().await;
    desk.click("button", "Routes").await;
    desk.see("heading", "No routes yet").await;
    desk.picture("routes-none").await;
    desk.click("button", "Add route").await;
    desk.see("dialog", "Add route").await;
    desk.fill("Path", "v1/clusters").await;
    desk.press("Control+Enter").await;
    desk.reads("The path must begin with /.").await;
    desk.picture("route-refused").await;
    desk.fill("Path", "/v1/clusters/{id}").await;
    desk.choose("*Scope that it needs", "read").await;
    desk.press("Control+Enter").await;
    desk.gone("dialog", "Add route").await;
    desk.see("row", "*/v1/clusters/{id}*").await;
    assert_eq!(routes(&desk), ["GET /v1/clusters/{id} read"]);

    desk.fill("Path", "/v1/clusters/7?full=1").await;
    desk.reads("needs the scope read").await;
    desk.picture("routes-tried").await;
    desk.fill("Path", "/v1/clusters").await;
    desk.reads("It has no route and is refused.").await;
    desk.turn_on("radio", "pass with any valid token").await;
    desk.reads("It has no route; any valid token passes.").await;
    assert_eq!(desk.shell().run(&["route", "unmatched"])[0]["unmatched"], json!("pass"));

    desk.click("button", "Edit “*").await;
    desk.see("dialog", "Edit route").await;
    desk.choose("*Scope that it needs", "None: any valid token").await;
    desk.press("Control+Enter").await;
    desk.gone("dialog", "Edit route").await;
    assert_eq!(routes(&desk), ["GET /v1/clusters/{id} -"]);
    desk.click("button", "Remove “*").await;
    desk.see("alertdialog", "Remove this route?").await;
    desk.click("button", "Remove").await;
    desk.see("heading", "No routes yet").await;
    assert_eq!(routes(&desk), [""; 0]);
}

#[tokio::test]
async fn a_document_is_looked_at_imported_and_taken_back_by_its_next_version() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.run(&["route", "add", "GET", "/pets", "--any-token"]);
    })
    .await;
    desk.click("button", "Routes").await;
    desk.see("row", "*/pets*").await;
    desk.click("button", "Import a document…").await;
    desk.see("dialog", "Import routes and scopes").await;
    desk.picture("import-empty").await;
    desk.choose_document("broken.json", "{\"openapi\":").await;
    desk.reads("This document can't be imported.").await;
    desk.picture("import-broken").await;
    desk.choose_document("pets.json", PETS).await;
    desk.turn_on("radio", "read and write per tag").await;
    desk.see("row", "*pets:write*").await;
    desk.see("row", "Kept Route GET /pets*").await;
    desk.picture("import-preview").await;
    desk.has_no_barriers("the import").await;
    assert_eq!(routes(&desk), ["GET /pets -"], "it was only looked at");
    desk.click("button", "Import").await;
    desk.reads("“Pets” is imported").await;
    assert_eq!(routes(&desk), ["GET /pets -", "POST /pets pets:write", "DELETE /pets/{id} pets:write"]);
    desk.see("row", "*/pets/{id}*").await;
    desk.picture("routes").await;

    desk.click("button", "Import a document…").await;
    let next = PETS.replace(r#","/pets/{id}":{"delete":{"tags":["pets"]}}"#, "");
    desk.drop_document("pets.json", &next).await;
    desk.turn_on("radio", "read and write per tag").await;
    desk.see("row", "Removed Route DELETE /pets/{id}*").await;
    desk.click("button", "Import").await;
    desk.gone("dialog", "Import routes and scopes").await;
    assert_eq!(routes(&desk), ["GET /pets -", "POST /pets pets:write"]);
}
