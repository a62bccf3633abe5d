//! A library in C, as a maker would deliver it, in both widths of its numbers.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use vena_sign::{
    Fault, Profile, PublicKey,
    key::{
        KeyProvider as _, SkfProvider,
        skf::{PinKind, SkfError, SkfLibrary as _},
    },
    x509::{DevelopmentAuthority, Subject},
};
use vena_skf_native::NativeSkf;

const NAME: &str = "MAKER 07/BLOOD/SIGN";
/// Set in the process that talks to the token: the library reads a variable of its process.
const TOKEN: &str = "SKF_TOKEN";

fn run(command: &mut Command) {
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{command:?}: {}{}", text(&output.stdout), text(&output.stderr));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Builds the library and makes the key.
fn prepare(folder: &Path, wide: bool) -> PathBuf {
    let (source, library) = (concat!(env!("CARGO_MANIFEST_DIR"), "/tests/token.c"), folder.join("libskf.so"));
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-Wall", "-Wno-unused-result", "-o"]).arg(&library).arg(source);
    if wide {
        compiler.arg("-DWIDE");
    }
    run(&mut compiler);
    let openssl = |arguments: &[&str]| run(Command::new("openssl").args(arguments).current_dir(folder));
    openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", "key.pem"]);
    openssl(&["pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der"]);
    let public = std::fs::read(folder.join("public.der")).expect("a public key");
    std::fs::write(folder.join("point.bin"), &public[public.len() - 64..]).expect("written");
    library
}

#[test]
fn a_library_with_numbers_of_32_bits_signs() {
    inside("a_library_with_numbers_of_32_bits_signs", false);
}

#[test]
fn a_library_with_numbers_of_64_bits_signs() {
    inside("a_library_with_numbers_of_64_bits_signs", true);
}

/// Runs the test in a process of its own, with a token of its own.
fn inside(name: &str, wide: bool) {
    if let Some(folder) = std::env::var_os(TOKEN) {
        return uses(Path::new(&folder));
    }
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path(), wide);
    let mut again = Command::new(std::env::current_exe().expect("this program"));
    run(again.args([name, "--exact", "--nocapture"]).env(TOKEN, folder.path()));
    assert_eq!(std::fs::read_to_string(folder.path().join("open")).expect("a count"), "0", "handles stay open");
}

fn uses(folder: &Path) {
    let library = Arc::new(NativeSkf::load(&folder.join("libskf.so")).expect("the library"));
    let provider = SkfProvider::new(library.clone());
    let keys = provider.keys().expect("keys");
    let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(
        (names, keys[0].certificate.is_none()),
        (vec![NAME], true),
        "containers without an SM2 key are left out"
    );
    let device = library.connect("MAKER 07").expect("a device");
    assert_eq!(device.serial_number().as_deref(), Ok("QH-2026-0007"));

    signs(&provider, &keys[0].public_key);
    keeps(&provider, &keys[0].public_key);
    pulled_out(folder, &provider);

    let application = device.open("BLOOD").expect("an application");
    assert_eq!(device.open("OTHER").err(), Some(SkfError::new(SkfError::NO_APPLICATION)));
    assert_eq!(application.change_pin(PinKind::User, "000000", "246800"), Err(SkfError::wrong_pin(5)));
    assert_eq!(application.change_pin(PinKind::User, "135790", "246800"), Ok(()));
    for left in (1..=5).rev() {
        assert_eq!(provider.open(NAME, "135790").err(), Some(Fault::WrongPin { left }));
    }
    assert_eq!(provider.open(NAME, "135790").err(), Some(Fault::Locked), "the last try");
    assert_eq!(provider.open(NAME, "246800").err(), Some(Fault::Locked), "even the right one");
    assert_eq!(application.pin_info(PinKind::User).expect("info").tries_left, 0);
    assert_eq!(application.unblock_pin("admin-0000", "975310"), Err(SkfError::wrong_pin(2)));
    assert_eq!(application.unblock_pin("admin-2468", "975310"), Ok(()));
    assert!(provider.open(NAME, "975310").is_ok());
    assert_eq!(
        application.verify_pin(PinKind::User, "97\x00310").err().map(|error| error.code),
        Some(SkfError::INVALID_PARAMETER)
    );
}

fn signs(provider: &SkfProvider, public_key: &PublicKey) {
    for number in 0..20_u8 {
        let message = format!("血液搬运单 20260302000{number}");
        let key = provider.open(NAME, "135790").expect("the key");
        let signature = key.sign(message.as_bytes()).expect("a signature");
        assert_eq!(public_key.verify(message.as_bytes(), &signature), Ok(()));
    }
    assert_eq!(provider.open(NAME, "000000").err(), Some(Fault::WrongPin { left: 5 }));
    assert!(provider.open(NAME, "135790").is_ok(), "the right one counts from the beginning again");
}

fn keeps(provider: &SkfProvider, public_key: &PublicKey) {
    let start: vena_kernel::clock::Instant = "2026-03-01T00:00:00Z".parse().expect("an instant");
    let authority = DevelopmentAuthority::create(Profile::Sm2, "青禾市中心血站", start).expect("an authority");
    let until = start.plus_seconds(365 * 86_400);
    let own = authority.issue_person(&Subject::named("林知夏"), public_key, start, until).expect("a certificate");
    assert_eq!(provider.keep_certificate(NAME, "135790", authority.root()), Err(Fault::KeyMismatch));
    assert_eq!(provider.keep_certificate(NAME, "135790", &own), Ok(()));
    assert_eq!(provider.keys().expect("keys")[0].certificate.as_ref(), Some(&own));
}

fn pulled_out(folder: &Path, provider: &SkfProvider) {
    let key = provider.open(NAME, "135790").expect("the key");
    std::fs::write(folder.join("out"), "").expect("pulled out");
    assert_eq!(key.sign(b"x"), Err(Fault::Removed));
    assert_eq!(provider.keys(), Ok(Vec::new()));
    assert_eq!(provider.open(NAME, "135790").err(), Some(Fault::Removed));
    std::fs::remove_file(folder.join("out")).expect("plugged in");
    assert_eq!(key.sign(b"x"), Err(Fault::NotUnlocked), "the PIN is asked for again");
}

#[test]
fn what_is_no_library_or_lacks_a_function_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, other) = (folder.path().join("text.so"), folder.path().join("other.so"));
    std::fs::write(&text, "no library").expect("written");
    std::fs::write(folder.path().join("other.c"), "int SKF_EnumDev(void) { return 0; }").expect("written");
    run(Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&other).arg(folder.path().join("other.c")));
    for path in [&folder.path().join("missing.so"), &text] {
        assert!(matches!(NativeSkf::load(path).err(), Some(Fault::Device { .. })), "{}", path.display());
    }
    let Some(Fault::Device { code }) = NativeSkf::load(&other).err() else { panic!("it was loaded") };
    assert!(code.contains("SKF_ConnectDev"), "{code}");
}
