//! The files of a new feature: the four of its folder and a migration, working from the first build on.

use std::{fs, path::Path};

use anyhow::{Result, bail, ensure};

use crate::tree;

const FILES: &[(&str, &str)] = &[
    ("mod.rs", include_str!("../template/mod.rs.txt")),
    ("http.rs", include_str!("../template/http.rs.txt")),
    ("rules.rs", include_str!("../template/rules.rs.txt")),
    ("db.rs", include_str!("../template/db.rs.txt")),
];
const MIGRATION: &str = include_str!("../template/migration.sql.txt");

/// Writes the files of `<scene>/<feature>` and says what to do next.
pub(crate) fn write(name: &str) -> Result<()> {
    let Some((scene, feature)) = name.split_once('/') else {
        bail!("name it <scene>/<feature>, for example store/shelf")
    };
    write_under(&tree::root(), scene, feature)?;
    println!(
        "1. crates/{scene}/src/lib.rs: `mod {feature};`, merge `{feature}::router()`, add `{feature}::permissions()`"
    );
    println!("2. give the permissions {scene}.{feature}.* to roles in crates/platform/src/auth/roles.rs");
    println!(
        "3. make the fields, the rule and the migration your own; `cargo fmt`, `cargo xtask openapi`, `./x check`"
    );
    Ok(())
}

fn write_under(root: &Path, scene: &str, feature: &str) -> Result<()> {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    ensure!(is_word(scene) && is_word(feature), "a scene and a feature are words of a-z and _");
    let home = root.join("crates").join(scene);
    ensure!(home.join("src/lib.rs").is_file(), "there is no scene {scene}");
    let folder = home.join("src").join(feature);
    ensure!(!folder.exists(), "{} exists already", folder.display());
    let migrations = root.join("migrations");
    let migration = migrations.join(format!("{:04}_{scene}_{feature}.sql", next_number(&migrations, scene)?));
    fs::create_dir(&folder)?;
    for (file, template) in FILES {
        fs::write(folder.join(file), filled(template, scene, feature))?;
    }
    fs::write(&migration, filled(MIGRATION, scene, feature))?;
    println!("wrote {} and {}", folder.display(), migration.display());
    Ok(())
}

/// One more than the newest of all migrations: a database that has run the others runs it next.
fn next_number(migrations: &Path, scene: &str) -> Result<u32> {
    let mut newest = None;
    for entry in fs::read_dir(migrations)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        newest = newest.max(name.split('_').next().and_then(|number| number.parse::<u32>().ok()));
    }
    match newest {
        Some(number) => Ok(number + 1),
        None => bail!("{scene} has no schema yet: there are no migrations"),
    }
}

fn filled(template: &str, scene: &str, feature: &str) -> String {
    let type_name: String = feature.split('_').map(capitalised).collect();
    template.replace("{scene}", scene).replace("{feature}", feature).replace("{Feature}", &type_name)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write_under;

    #[test]
    fn a_feature_gets_its_files_and_the_next_migration() {
        let root = std::env::temp_dir().join(format!("vena-feature-{}", std::process::id()));
        fs::create_dir_all(root.join("crates/store/src")).expect("folders");
        fs::create_dir_all(root.join("migrations")).expect("a folder");
        fs::write(root.join("crates/store/src/lib.rs"), "").expect("a file");
        fs::write(root.join("migrations/0071_store_shelf.sql"), "").expect("a file");

        write_under(&root, "store", "cold_box").expect("written");
        let rules = fs::read_to_string(root.join("crates/store/src/cold_box/rules.rs")).expect("its rules");
        assert!(rules.contains("\"store.cold_box.name-unique\"") && rules.contains("say!(\"{name} "), "{rules}");
        let http = fs::read_to_string(root.join("crates/store/src/cold_box/http.rs")).expect("its handlers");
        syn::parse_file(&http).expect("it is Rust");
        assert!(http.contains("struct ColdBoxNew") && !http.contains("{feature}") && !http.contains("{Feature}"));
        assert!(root.join("migrations/0072_store_cold_box.sql").is_file());

        let again = write_under(&root, "store", "cold_box").expect_err("it exists");
        assert!(again.to_string().contains("exists already"));
        assert!(write_under(&root, "nowhere", "a").is_err() && write_under(&root, "store", "A-b").is_err());
        fs::remove_dir_all(&root).expect("removed");
    }
}
