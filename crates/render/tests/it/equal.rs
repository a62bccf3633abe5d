//! Equal input gives equal bytes: in one process, in another one, in another order.

use std::{env, fs, process::Command};

use sha2::{Digest, Sha256};

use crate::desk;

const FORMS: [&str; 3] = ["trace-report", "transport-slip", "donor-registration"];
const OUT: &str = "VENA_RENDER_TEST_OUT";

fn digests(forms: impl Iterator<Item = &'static str>) -> Vec<String> {
    let mut lines: Vec<String> = forms
        .map(|form| {
            let pdf = desk::render(form, &desk::example(form)).expect("a document").pdf;
            format!("{form} {}", Sha256::digest(&pdf).iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn twice_and_in_another_order() {
    assert_eq!(digests(FORMS.into_iter()), digests(FORMS.into_iter().rev()));
}

#[test]
fn in_another_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("digests");
    let status = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "equal::the_other_process", "--ignored"])
        .env(OUT, &out)
        .status()
        .expect("a second process");
    assert!(status.success());
    let other = fs::read_to_string(out).expect("what it rendered");
    assert_eq!(other.lines().collect::<Vec<_>>(), digests(FORMS.into_iter()));
}

#[test]
#[ignore = "the second process of in_another_process"]
fn the_other_process() {
    let out = env::var(OUT).expect("started by in_another_process");
    fs::write(out, digests(FORMS.into_iter().rev()).join("\n")).expect("written");
}

#[test]
fn another_time_gives_other_bytes() {
    let (form, data) = ("informed-consent", desk::example("informed-consent"));
    let mut head = desk::head();
    let pdf = |head: &vena_render::Head| {
        let sheet = vena_render::Sheet { form, version: 1, lang: Default::default(), head, data: &data };
        desk::SHIPPED.render(&sheet).expect("a document").pdf
    };
    let first = pdf(&head);
    head.made_at = head.made_at.plus_seconds(60);
    assert_ne!(first, pdf(&head));
}
