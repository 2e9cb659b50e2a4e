//! The generated forms of the configuration: JSON Schema, example, completions and manual page.

use std::path::PathBuf;

use journey_gateway::config::Config;
use serde_json::Value;

use super::program::{Served, run, simulator};

async fn print(arguments: &[&str]) -> String {
    let outcome = run("http://127.0.0.1:1", arguments, &[], "").await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome.stdout
}

/// The TOML examples in the documentation, with the names of their files.
fn documented() -> Vec<(String, String)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let mut files = vec![PathBuf::from(format!("{root}README.md"))];
    let docs = std::fs::read_dir(format!("{root}docs")).unwrap();
    files.extend(docs.map(|file| file.unwrap().path()));
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    let mut examples = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for example in text.split("```toml\n").skip(1) {
            let (example, _) = example.split_once("```").unwrap();
            examples.push((file.display().to_string(), example.to_owned()));
        }
    }
    examples
}

fn to_json(toml: &str) -> Value {
    toml::from_str(toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))
}

#[tokio::test]
async fn the_schema_accepts_every_example_and_refuses_wrong_files() {
    let schema: Value = serde_json::from_str(&print(&["config", "schema"]).await).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let examples = documented();
    assert!(examples.len() >= 3, "{examples:?}");
    for (file, example) in &examples {
        let errors: Vec<_> = validator
            .iter_errors(&to_json(example))
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{file}: {errors:?}\n{example}");
    }
    for right in [
        "region = 'mypurecloud.de'",
        "allowed_origins = ['https://a.test']\nlive.cover_queries = true",
        "cache.bytes = '32 MiB'\ndocuments.mode = 'only'\nplatform.timeout = '1m 30s'",
        "live.cover_queries = 'auto'\n[admin.tls]\ncertificate = 'a.pem'",
    ] {
        assert!(validator.is_valid(&to_json(right)), "{right}");
    }
    for wrong in [
        "region = 'nowhere.test'",
        "limits.depth = 'deep'",
        "limits.dept = 1",
        "explorer = 'yes'",
        "platform.timeout = 3",
        "platform.timeout = '3'",
        "platform.retry_percent = 101",
        "cache.bytes = '10 K'",
        "documents.mode = 'always'",
        "error_positions = 'or'",
        "cache = 3",
        "listen = 4000",
    ] {
        assert!(!validator.is_valid(&to_json(wrong)), "{wrong}");
    }
}

#[tokio::test]
async fn the_example_contains_every_setting_with_its_default() {
    let text = print(&["config", "example"]).await;
    let schema: Value = serde_json::from_str(&print(&["config", "schema"]).await).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    // As it is printed, it sets nothing.
    assert_eq!(to_json(&text), serde_json::json!({}));
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if setting.starts_with(|first: char| first.is_ascii_lowercase()) => setting,
        _ => line,
    });
    let text: Vec<_> = lines.collect();
    let text = text.join("\n");
    std::fs::write(file.path(), &text).unwrap();
    let flags = vec![("platform_url", "http://127.0.0.1".to_owned())];
    let read = |file| Config::read(file, std::iter::empty(), flags.clone()).unwrap();
    let (config, defaults) = (read(Some(file.path())), read(None));
    assert_eq!(config.sources.changed(&defaults.sources), [""; 0]);
    assert_eq!(format!("{config:?}"), format!("{defaults:?}"));
    let values = to_json(&text);
    for setting in journey_gateway::config::settings() {
        let pointer = format!("/{}", setting.key.replace('.', "/"));
        assert!(values.pointer(&pointer).is_some(), "{}", setting.key);
    }
    // Every default fits the schema; settings without one are empty here.
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for error in validator.iter_errors(&values) {
        assert_eq!(error.instance().as_ref(), "", "{error}");
    }
}

#[tokio::test]
async fn completions_and_manual_pages_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = print(&["completions", shell]).await;
        assert!(
            text.contains("journey-gateway") && text.contains("serve"),
            "{shell}"
        );
    }
    let page = print(&["man"]).await;
    assert!(page.starts_with(".ie") && page.contains("health"), "{page}");
    let page = print(&["man", "serve"]).await;
    assert!(
        page.contains("SIGHUP") && page.contains("limits.depth"),
        "{page}"
    );
    let outcome = run("http://127.0.0.1:1", &["man", "nothing"], &[], "").await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
}

fn variable(path: &str) -> [(&str, &str); 1] {
    [("JOURNEY_GATEWAY_CONFIG", path)]
}

/// Needs only the settings of the listeners: `serve` may have others as flags.
#[tokio::test]
async fn health_finds_the_listener_in_the_configuration_file_of_serve() {
    let (files, simulator) = (tempfile::tempdir().unwrap(), simulator().await);
    let write = |name: &str, content: &str| {
        let path = files.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let served_file = write("serve.toml", "admin.listen = '127.0.0.1:0'");
    let served = Served::start(simulator.url(), &variable(&served_file)).await;
    let admin = served.admin.clone().expect("the file is read");

    let listener = format!("admin.listen = '{admin}'\n");
    let incomplete = write("health.toml", &format!("{listener}identity = 'service'"));
    let environment = variable(&incomplete);
    for arguments in [&["health"][..], &["health", "--ready"]] {
        let outcome = run(simulator.url(), arguments, &environment, "").await;
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }
    let arguments = ["health", "--config", &incomplete];
    let outcome = run(simulator.url(), &arguments, &[], "").await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");

    // Container engines reserve other exit codes than 0 and 1.
    let wrong = write("wrong.toml", "admin.listen = 'nowhere'");
    for path in [wrong.as_str(), "/does/not/exist.toml"] {
        let outcome = run(simulator.url(), &["health"], &variable(path), "").await;
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
    }
    // Other commands report a wrong configuration with 2.
    let outcome = run(simulator.url(), &["check"], &variable(&wrong), "").await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
}
