//! Every SQL statement of every `db.rs` is prepared by a real PostgreSQL against the migrated schemas.

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use syn::{Expr, ExprCall, visit::Visit};
use vena_testkit::TestDb;

/// Every text in a `db.rs` that begins like a statement, whether it stands in the call, in a `let` or in a constant.
#[derive(Default)]
struct Statements {
    found: Vec<String>,
    computed: usize,
}

/// How statements of the product begin. `lock` cannot be prepared and is left to the tests that run it.
const VERBS: [&str; 7] = ["select ", "insert ", "update ", "delete ", "with ", "do ", "show "];

impl<'ast> Visit<'ast> for Statements {
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        let text = literal.value();
        if VERBS.iter().any(|verb| text.trim_start().starts_with(verb)) {
            self.found.push(text);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let by_name = matches!(call.args.first(), Some(Expr::Lit(_) | Expr::Path(_)));
        if is_query(&call.func) && !by_name {
            self.computed += 1;
        }
        syn::visit::visit_expr_call(self, call);
    }
}

fn is_query(called: &Expr) -> bool {
    let Expr::Path(path) = called else { return false };
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let last = names.last().map_or("", String::as_str);
    names.iter().any(|name| name == "sqlx") && ["query", "query_as", "query_scalar"].contains(&last)
}

fn db_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
            db_files(&path, into);
        } else if path.file_name().is_some_and(|name| name == "db.rs")
            || path.components().any(|part| part.as_os_str() == "db")
        {
            into.push(path);
        }
    }
}

#[tokio::test]
async fn every_statement_is_accepted_by_postgresql() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates");
    let mut files = Vec::new();
    db_files(crates, &mut files);
    let database = TestDb::new().await;
    let mut connection = database.db().pool().acquire().await.expect("a connection");
    let (mut prepared, mut faults) = (0, Vec::new());
    // testkit makes databases and bench a raw table: neither is part of the migrated schemas.
    let product = |file: &&PathBuf| {
        !["testkit", "bench"].iter().any(|part| file.components().any(|own| own.as_os_str() == *part))
    };
    for file in files.iter().filter(product) {
        let mut statements = Statements::default();
        statements.visit_file(&syn::parse_file(&std::fs::read_to_string(file).expect("a file")).expect("Rust"));
        if statements.computed > 0 {
            faults.push(format!("{}: {} statements are put together at run time", file.display(), statements.computed));
        }
        for statement in statements.found {
            prepared += 1;
            if let Err(error) = (&mut *connection).prepare(AssertSqlSafe(statement.clone()).into_sql_str()).await {
                faults.push(format!("{}: {error}\n{statement}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert!(prepared > 100, "only {prepared} statements found: the search is broken");
}
