#[rest_method("methods", scope = "crm", positional = false)]
async fn methods() -> Result<Vec<String>, Error> {
    Ok(Vec::new())
}
