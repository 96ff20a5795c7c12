//! Settings → Key protection, in each look: every way to open the vault is added, changed, tried
//! and taken away.

use crate::desk::{Conditions, Desk};
use crate::patience::until;
use crate::visits::{Look, visits};
use crate::words::Words;

const OLD: &str = "correct horse battery";
const NEW: &str = "staple battery horse";

/// A desk in Settings, in a look.
struct Settings {
    desk: Desk,
    words: Words,
    look: Look,
}

impl Settings {
    async fn open(look: Look) -> Settings {
        let desk = Desk::prepared(Conditions::default(), |shell| {
            shell.issue("billing-ci", &["--scope", "read"]);
        })
        .await;
        desk.see("row", "*billing-ci*").await;
        desk.wear(look).await;
        let settings = Settings { desk, words: Words::of(look.language), look };
        settings.click("Settings").await;
        settings
    }

    fn say(&self, english: &str) -> String {
        self.words.say(english).to_owned()
    }

    /// The button of this English name.
    async fn click(&self, english: &str) {
        self.desk.click("button", &self.say(english)).await;
    }

    async fn opens(&self, english: &str) {
        self.desk.see("dialog", &self.say(english)).await;
    }

    async fn reads(&self, english: &str) {
        self.desk.reads(&self.say(english)).await;
    }

    async fn picture(&self, screen: &str) {
        self.desk.shown(&format!("protection-{screen}"), self.look).await;
    }

    /// Waits until these kinds of slots open the vault, as the data file has them.
    async fn is_opened_by(&self, kinds: &[&str]) {
        let now = || {
            let file = self.desk.shell().store();
            let mut kinds = file.prepare("SELECT kind FROM vault_slots ORDER BY kind").expect("the slots");
            let kinds = kinds.query_map([], |row| row.get(0)).expect("the slots");
            kinds.collect::<Result<Vec<String>, _>>().expect("the slots")
        };
        until(&format!("the vault to be opened by {kinds:?}"), async || (now() == kinds).then_some(())).await;
    }

    fn data_key(&self) -> i64 {
        let sealed_with = "SELECT dek_id FROM vault_slots LIMIT 1";
        self.desk.shell().store().query_row(sealed_with, [], |row| row.get(0)).expect("a slot")
    }

    async fn set_passphrase(&self, button: &str, passphrase: &str) {
        self.click(button).await;
        self.opens("Set a passphrase for the vault").await;
        self.desk.fill(&self.say("Passphrase"), passphrase).await;
        self.desk.fill(&self.say("Passphrase again"), passphrase).await;
        self.picture("passphrase").await;
        self.click("Set passphrase").await;
        self.desk.gone("dialog", &self.say("Set a passphrase for the vault")).await;
    }

    /// The code as it stands on the paper.
    async fn write_down_recovery_code(&self) -> Vec<String> {
        self.click("Make a recovery code…").await;
        self.opens("Write down the recovery code").await;
        self.desk.see("list", &self.say("Recovery code")).await;
        self.picture("code").await;
        let groups =
            "return [...document.querySelectorAll('[role=dialog] ol code')].map((group) => group.innerText)";
        let groups = self.desk.script(groups, vec![]).await;
        let groups: Vec<String> = serde_json::from_value(groups).expect("groups");
        self.click("I have written it down").await;
        self.opens("Check the recovery code").await;
        groups
    }

    /// Types the two groups that are asked for.
    async fn confirm(&self, groups: impl Fn(usize) -> String) {
        let asked = until("the two questions", async || {
            let labels =
                "return [...document.querySelectorAll('[role=dialog] label')].map((one) => one.innerText)";
            let labels = self.desk.script(labels, vec![]).await;
            let labels: Vec<String> = serde_json::from_value(labels).expect("labels");
            (labels.len() == 2).then_some(labels)
        })
        .await;
        for label in asked {
            let number: String = label.chars().filter(char::is_ascii_digit).collect();
            let number: usize = number.parse().expect("which group");
            self.desk.fill(&label, &groups(number - 1)).await;
        }
        self.click("Confirm").await;
    }
}

async fn protect(look: Look) {
    let settings = Settings::open(look).await;
    let desk = &settings.desk;
    desk.bring_to_sight("button", &settings.say("Rotate the data key")).await;
    settings.is_opened_by(&["keyring"]).await;
    settings.picture("keyring").await;

    settings.set_passphrase("Add a passphrase…", OLD).await;
    settings.is_opened_by(&["keyring", "passphrase"]).await;

    let groups = settings.write_down_recovery_code().await;
    settings.confirm(|_| "0000".to_owned()).await;
    settings.reads("That is not what the code says; look at the paper again.").await;
    settings.picture("code-wrong").await;
    settings.is_opened_by(&["keyring", "passphrase"]).await;
    settings.confirm(|group| groups[group].to_lowercase()).await;
    settings.reads("The recovery code opens the vault from now on").await;
    settings.is_opened_by(&["keyring", "passphrase", "recovery"]).await;
    desk.see("button", &settings.say("Make a new recovery code…")).await;
    for group in &groups {
        assert!(!desk.page_contains(group).await, "the code is shown once");
    }

    settings.set_passphrase("Change the passphrase…", NEW).await;
    let keyring = settings.say("Remove: {name}").replace("{name}", &settings.say("Keyring of this machine"));
    desk.bring_to_sight("button", &keyring).await;
    settings.picture("all").await;
    desk.click("button", &keyring).await;
    let question =
        settings.say("Remove “{name}”?").replace("{name}", &settings.say("Keyring of this machine"));
    desk.see("alertdialog", &question).await;
    settings.picture("remove").await;
    settings.click("Remove").await;
    settings.is_opened_by(&["passphrase", "recovery"]).await;
    desk.see("button", &settings.say("Add to this machine's keyring")).await;

    let before = settings.data_key();
    settings.click("Rotate the data key").await;
    until("another data key", async || (settings.data_key() != before).then_some(())).await;

    desk.press("Control+l").await;
    settings.reads("Locked by you.").await;
    desk.bring_to_sight("heading", &settings.say("Vault")).await;
    settings.picture("locked").await;
    settings.click("Unlock…").await;
    settings.opens("Unlock the vault").await;
    desk.fill(&settings.say("Passphrase or recovery code"), OLD).await;
    settings.click("Unlock").await;
    settings.reads("This passphrase is not the right one.").await;
    settings.picture("old-passphrase").await;
    desk.fill(&settings.say("Passphrase or recovery code"), NEW).await;
    settings.click("Unlock").await;
    settings.reads("Unlocked by its passphrase.").await;
    settings.picture("unlocked").await;
}

visits!(protect);
