//! Encrypted connections.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bitrix_rest_methods::store::OpenErrorKind;
use bitrix_rest_tests::tools::run;

use super::*;

/// A certificate for `localhost` that is its own root.
fn certificate(folder: &Path, subject: &str) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join("server.crt"), folder.join("server.key"));
    let mut openssl = Command::new("openssl");
    openssl
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
        ])
        .args(["-nodes", "-days", "2", "-subj", subject])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate);
    let output = run(&mut openssl, "openssl").unwrap();
    assert!(output.status.success(), "{output:?}");
    (certificate, key)
}

/// A server that talks to nobody without encryption.
fn start(folder: &Path) -> (Cluster, PathBuf) {
    let (certificate, key) = certificate(folder, "/CN=our test server");
    let cluster = Cluster::start().unwrap();
    for path in [&certificate, &key] {
        let name = path.file_name().unwrap().to_str().unwrap();
        cluster.add_file(name, &fs::read(path).unwrap()).unwrap();
    }
    let rules = b"hostssl all all 127.0.0.1/32 scram-sha-256\n";
    cluster.add_file("pg_hba.conf", rules).unwrap();
    cluster.configure("ssl = on\n").unwrap();
    cluster
        .stop(bitrix_rest_tests::postgres::Mode::Fast)
        .unwrap();
    cluster.start_again().unwrap();
    (cluster, certificate)
}

#[tokio::test]
async fn as_much_as_the_mode_says() {
    let folder = tempfile::tempdir().unwrap();
    let (cluster, certificate) = start(folder.path());
    let address = cluster.url("postgres");
    let name = address.replace("127.0.0.1", "localhost");
    let roots = format!("sslrootcert={}", certificate.display());
    let other = certificate_of_others();
    let others = format!("sslrootcert={}", other.path().join("server.crt").display());

    // The plain way is closed, so whoever is let in is encrypted.
    let error = refused(&with(&address, "sslmode=disable")).await;
    assert_eq!(error.kind(), OpenErrorKind::Denied, "{error}");
    assert!(error.to_string().contains("pg_hba.conf"), "{error}");

    for url in [
        address.clone(),
        with(&address, "sslmode=prefer"),
        with(&address, "sslmode=require"),
        // The certificate is looked at, but not for whom it is.
        with(&address, &format!("sslmode=require&{roots}")),
        with(&name, &format!("sslmode=verify-full&{roots}")),
    ] {
        let store = connect(&url).await;
        set(&store, "key", "value").await.unwrap();
        let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'bitrix-rest'";
        assert_eq!(cluster.sql(&address, encrypted).unwrap(), "t", "{url}");
        store.close().await;
    }

    for (url, why) in [
        // The system does not know who issued it.
        (with(&name, "sslmode=verify-full"), "UnknownIssuer"),
        (
            with(&name, &format!("sslmode=verify-full&{others}")),
            "UnknownIssuer",
        ),
        (
            with(&address, &format!("sslmode=require&{others}")),
            "UnknownIssuer",
        ),
        (
            with(&address, &format!("sslmode=prefer&{others}")),
            "UnknownIssuer",
        ),
        // It is for another host.
        (
            with(&address, &format!("sslmode=verify-full&{roots}")),
            "not valid for name",
        ),
    ] {
        let error = refused(&url).await;
        assert_eq!(error.kind(), OpenErrorKind::Failed, "{url}: {error}");
        let text = error.to_string();
        assert!(
            text.contains(why) && text.contains("`sslrootcert`"),
            "{url}: {text}"
        );
    }
}

fn certificate_of_others() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path(), "/CN=a test server of others");
    folder
}

#[tokio::test]
async fn a_server_without_encryption() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.create_database().unwrap();
    let error = refused(&with(&url, "sslmode=require")).await;
    assert_eq!(error.kind(), OpenErrorKind::Failed);
    assert!(
        error.to_string().contains("server does not support TLS"),
        "{error}"
    );
    connect(&with(&url, "sslmode=prefer"))
        .await
        .check()
        .await
        .unwrap();
}

#[tokio::test]
async fn roots_that_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    fs::write(&empty, "nothing").unwrap();
    for (file, why) in [
        (empty, "has no certificate"),
        (folder.path().join("missing.pem"), "No such file"),
    ] {
        let url = format!(
            "postgres://localhost/portal?sslmode=verify-full&sslrootcert={}",
            file.display()
        );
        let error = refused(&url).await;
        assert_eq!(error.kind(), OpenErrorKind::Address);
        let text = error.to_string();
        assert!(text.contains(why) && text.contains("in PEM"), "{text}");
    }
}
