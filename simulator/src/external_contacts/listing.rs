//! Lists of contacts: the first ones, and search results.

use serde::Deserialize;
use serde_json::Value;

use super::{contact, read, sees};
use crate::authorization::division_id;
use crate::error::ApiError;
use crate::paging::{PageLimits, numbered, numbered_as};
use crate::server::{ApiRequest, ApiResult};
use crate::world::person::Person;

/// Maximum number of records that a list reaches.
const REACH: usize = 1000;
/// Maximum number of divisions in one request.
const DIVISIONS: usize = 50;
const PAGES: PageLimits = PageLimits {
    size: 20,
    largest: 100,
    last_page: REACH,
};

/// `GET contacts`: the contacts whose name, phone number or e-mail address contains `q`.
pub(crate) fn list(request: &ApiRequest) -> ApiResult {
    let wanted = request.parameter("q").unwrap_or_default();
    let found = found(request, wanted, &request.list("divisionIds"), &[])?;
    let records = records(request, &found, &request.list("expand"));
    Ok(numbered(request, PAGES, records)?.into())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Search {
    page_number: usize,
    page_size: usize,
    division_ids: Vec<String>,
    expand: Vec<String>,
    operation: Operation,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Operation {
    simple_search: SimpleSearch,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SimpleSearch {
    query: String,
    ids: Vec<String>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            page_number: 1,
            page_size: PAGES.size,
            division_ids: Vec::new(),
            expand: Vec::new(),
            operation: Operation::default(),
        }
    }
}

/// `POST contacts/search`: the same search with a body.
pub(crate) fn search(request: &ApiRequest) -> ApiResult {
    let search: Search = read(request)?;
    let simple = search.operation.simple_search;
    let divisions = texts(&search.division_ids);
    let found = found(request, &simple.query, &divisions, &simple.ids)?;
    let records = records(request, &found, &texts(&search.expand));
    let page = (search.page_size, search.page_number);
    Ok(numbered_as(request, PAGES, page, records)?.into())
}

fn texts(values: &[String]) -> Vec<&str> {
    values.iter().map(String::as_str).collect()
}

fn found(
    request: &ApiRequest,
    wanted: &str,
    divisions: &[&str],
    ids: &[String],
) -> Result<Vec<Person>, ApiError> {
    if divisions.len() > DIVISIONS {
        return Err(ApiError::bad_request(format!(
            "divisionIds takes at most {DIVISIONS} ids."
        )));
    }
    let wanted = wanted.to_lowercase();
    let contains = |text: &str| text.to_lowercase().contains(&wanted);
    let people = (0..request.world.customers).filter_map(|number| request.world.person(number));
    let matching = people.filter(|person| {
        let name = format!("{} {}", person.given, person.family);
        let named = contains(&name) || contains(&person.phone()) || contains(&person.email());
        let division = division_id(request.world, person.country.division);
        named
            && sees(request, person.number)
            && (divisions.is_empty() || divisions.contains(&&*division))
            && (ids.is_empty() || ids.contains(&request.world.contact_id(person.number, 0)))
    });
    Ok(matching.take(REACH).collect())
}

fn records(request: &ApiRequest, found: &[Person], expand: &[&str]) -> Vec<Value> {
    found
        .iter()
        .filter_map(|person| contact::record(request.world, person.number, 0, expand))
        .collect()
}
