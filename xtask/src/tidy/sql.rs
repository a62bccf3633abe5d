//! SQL stands in `db.rs`, in lower case, and reads only its own schema and the published views below it.

use super::{Finding, RustFile, edges::SCENES};
use crate::tree::Source;

/// Ways to hand a statement to the driver.
const STATEMENTS: &[&str] =
    &["query", "query_as", "query_scalar", "query_with", "raw_sql", "QueryBuilder", "AssertSqlSafe"];
/// First words of statements.
const VERBS: &[&str] =
    &["select", "insert", "update", "delete", "with", "merge", "truncate", "listen", "notify", "lock"];
/// The clock of the database is not the clock of the transaction.
const CLOCKS: &[&str] = &["now()", "current_timestamp", "current_date", "clock_timestamp()", "localtimestamp"];
const KEYWORDS: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE", "FROM", "WHERE", "JOIN", "VALUES", "RETURNING"];

/// Finds statements outside `db.rs`.
pub(super) fn check_place(file: &RustFile) -> Vec<Finding> {
    if may_hold_sql(&file.source) {
        return Vec::new();
    }
    let is_statement = |name: &str| {
        name.strip_prefix("sqlx::")
            .and_then(|rest| rest.rsplit("::").next())
            .is_some_and(|last| STATEMENTS.contains(&last))
    };
    let found = file.outline.names.iter().filter(|(name, _)| is_statement(name));
    found
        .map(|(name, line)| Finding::at(&file.source, *line, format!("{name} outside db.rs; SQL has one place")))
        .collect()
}

fn may_hold_sql(source: &Source) -> bool {
    source.name() == "db.rs" || source.path.contains("/db/") || source.path.starts_with("crates/bench/src")
}

/// Finds foreign schemas, capitals and the database's clock in statements.
pub(super) fn check_statements(file: &RustFile) -> Vec<Finding> {
    let (source, krate) = (&file.source, file.source.krate().unwrap_or_default());
    let statements = file.outline.strings.iter().filter(|(text, _)| is_statement(text));
    statements
        .flat_map(|(text, line)| {
            let messages = foreign(krate, text).into_iter().chain(manners(text));
            messages.map(move |message| Finding::at(source, *line, message))
        })
        .collect()
}

fn is_statement(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    VERBS.contains(&first.as_str()) && text.split_whitespace().nth(1).is_some()
}

fn foreign(krate: &str, statement: &str) -> Vec<String> {
    if !SCENES.contains(&krate) {
        return Vec::new();
    }
    let is_foreign = |(schema, name): &(String, String)| {
        let is_ground = schema == "ledger" || schema == "platform";
        (SCENES.contains(&schema.as_str()) && schema != krate) || (is_ground && !name.starts_with("v_"))
    };
    let say = |(schema, name)| {
        format!(
            "{schema}.{name} in a statement of {krate}; a scene reads its own schema and the views v_* of ledger and platform"
        )
    };
    qualified(statement).into_iter().filter(is_foreign).map(say).collect()
}

fn manners(statement: &str) -> Vec<String> {
    let bare = without_quotes(statement);
    let words: Vec<&str> = bare.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let capitals = KEYWORDS.iter().filter(|keyword| words.contains(*keyword));
    let clocks = CLOCKS.iter().filter(|clock| bare.to_lowercase().contains(**clock));
    let capitals = capitals.map(|keyword| format!("{keyword}: keywords in lower case"));
    capitals.chain(clocks.map(|clock| format!("{clock}: pass the transaction's instant as a parameter"))).collect()
}

/// Finds tables in a foreign schema, foreign keys that do not point downward and the database's clock in a migration.
pub(super) fn check_migration(source: &Source) -> Vec<Finding> {
    let Some(name) = source.path.strip_prefix("migrations/") else { return Vec::new() };
    let Some(scene) = name.split('_').nth(1).map(|part| part.trim_end_matches(".sql")) else {
        return vec![Finding::at(source, 1, "name it NNNN_<scene>_<what>.sql")];
    };
    source
        .text
        .lines()
        .enumerate()
        .flat_map(|(at, line)| {
            let line = line.split("--").next().unwrap_or_default();
            migration_line(scene, line).into_iter().map(move |message| Finding::at(source, at + 1, message))
        })
        .collect()
}

fn migration_line(scene: &str, line: &str) -> Vec<String> {
    let words: Vec<&str> =
        line.split(|letter: char| letter.is_whitespace() || letter == '(').filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let Some((schema, _)) = pair[1].split_once('.') else { continue };
        let downward = matches!(schema, "platform" | "ledger") && (scene != "platform" || schema == "platform");
        if pair[0] == "references" && schema != scene && !downward {
            found.push(format!("references {}: foreign keys point downward only", pair[1]));
        }
        if matches!(pair[0], "table" | "view" | "exists") && schema != scene {
            found.push(format!("{} in a migration of {scene}; each schema has its own migrations", pair[1]));
        }
    }
    found.extend(manners(line));
    found
}

/// The `schema.name` pairs of a statement, outside quotes.
fn qualified(statement: &str) -> Vec<(String, String)> {
    let bare = without_quotes(statement);
    let words = bare.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.');
    words.filter_map(|word| word.split_once('.')).map(|(schema, name)| (schema.to_owned(), name.to_owned())).collect()
}

fn without_quotes(statement: &str) -> String {
    statement.split('\'').step_by(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{check_migration, check_place, check_statements};
    use crate::tidy::fixture::{lines, rust, source};

    #[test]
    fn statements_outside_db_rs_are_found_however_they_are_imported() {
        let file = "use sqlx::{PgPool,\n query_as};\nfn a() {\n sqlx::query(\"select 1\");\n}";
        assert_eq!(lines(&check_place(&rust("crates/store/src/put/http.rs", file))), [2, 4]);
        assert!(check_place(&rust("crates/store/src/put/db.rs", file)).is_empty());
        assert!(check_place(&rust("crates/ledger/src/db/append.rs", file)).is_empty());
        assert!(check_place(&rust("crates/store/tests/put.rs", file)).is_empty());
    }

    #[test]
    fn a_scene_reads_its_own_schema_and_published_views_only() {
        let read = |krate: &str, statement: &str| {
            let file = format!("fn a() {{ b(\"{statement}\"); }}");
            check_statements(&rust(&format!("crates/{krate}/src/a/db.rs"), &file)).len()
        };
        assert_eq!(read("store", "select s.place from store.shelf s join ledger.v_unit u using (unit_id)"), 0);
        assert_eq!(read("store", "select 1 from issue.demand"), 1);
        assert_eq!(read("store", "with o as (select 1 from ledger.unit_event) select 1 from platform.v_site"), 1);
        assert_eq!(read("store", "update platform.org set name = $1"), 1);
        assert_eq!(read("store", "select 'issue.demand' from store.shelf"), 0, "a text is no table");
        assert_eq!(read("ledger", "select 1 from platform.org"), 0, "the ground has its own arrangement");
    }

    #[test]
    fn statements_are_in_lower_case_and_take_the_time_as_a_parameter() {
        let file = rust(
            "crates/store/src/a/db.rs",
            "fn a() {\n b(\"SELECT 1 from store.a\");\n c(\"delete from store.a where at < now()\");\n say(\"Select a unit\"); }",
        );
        assert_eq!(lines(&check_statements(&file)), [2, 3]);
    }

    #[test]
    fn migrations_stay_in_their_schema_and_point_downward() {
        let text = "create schema store;\ncreate table store.shelf (\n site_id uuid references platform.site,\n x uuid references issue.demand\n);\ncreate table issue.a ();\n-- references issue.demand\nalter table store.shelf add at timestamptz default now();";
        assert_eq!(lines(&check_migration(&source("migrations/0070_store_shelf.sql", text))), [4, 6, 8]);
        assert_eq!(
            check_migration(&source(
                "migrations/0001_platform_a.sql",
                "create table platform.a (b uuid references ledger.unit)"
            ))
            .len(),
            1
        );
        assert_eq!(check_migration(&source("migrations/0001.sql", "")).len(), 1);
    }
}
