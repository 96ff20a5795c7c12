//! The parts of a document that say something about routes and scopes; all others are read past, not kept.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    marker::PhantomData,
};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};

use crate::ImportError;

#[derive(Debug, Deserialize)]
pub(crate) struct Document {
    pub(crate) openapi: Option<String>,
    pub(crate) swagger: Option<String>,
    #[serde(default)]
    info: Info,
    #[serde(default)]
    pub(crate) paths: Ordered<PathItem>,
    pub(crate) servers: Option<Vec<Server>>,
    #[serde(rename = "basePath")]
    pub(crate) base_path: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    pub(crate) security: Option<Vec<Requirement>>,
    #[serde(default)]
    pub(crate) components: Components,
    #[serde(default, rename = "securityDefinitions")]
    security_definitions: Ordered<SecurityScheme>,
}

/// Scheme → the scopes that it has to have.
pub(crate) type Requirement = BTreeMap<String, Vec<String>>;

#[derive(Debug, Default, Deserialize)]
struct Info {
    #[serde(default)]
    title: String,
}

#[derive(Debug, Deserialize)]
struct Tag {
    #[serde(default)]
    name: String,
    description: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Server {
    #[serde(default)]
    pub(crate) url: String,
    #[serde(default)]
    pub(crate) variables: BTreeMap<String, ServerVariable>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ServerVariable {
    #[serde(default)]
    pub(crate) default: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Components {
    #[serde(default, rename = "securitySchemes")]
    security_schemes: Ordered<SecurityScheme>,
    #[serde(default, rename = "pathItems")]
    pub(crate) path_items: Ordered<PathItem>,
}

#[derive(Debug, Deserialize)]
struct SecurityScheme {
    #[serde(default)]
    scopes: BTreeMap<String, Option<String>>,
    #[serde(default)]
    flows: Ordered<Flow>,
}

#[derive(Debug, Deserialize)]
struct Flow {
    #[serde(default)]
    scopes: BTreeMap<String, Option<String>>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct PathItem {
    #[serde(rename = "$ref")]
    pub(crate) reference: Option<String>,
    pub(crate) servers: Option<Vec<Server>>,
    get: Option<OperationItem>,
    put: Option<OperationItem>,
    post: Option<OperationItem>,
    delete: Option<OperationItem>,
    options: Option<OperationItem>,
    head: Option<OperationItem>,
    patch: Option<OperationItem>,
    trace: Option<OperationItem>,
    query: Option<OperationItem>,
    #[serde(default, rename = "additionalOperations")]
    additional: Ordered<OperationItem>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct OperationItem {
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    pub(crate) security: Option<Vec<Requirement>>,
    pub(crate) servers: Option<Vec<Server>>,
}

impl Document {
    pub(crate) fn check_version(&self) -> Result<(), ImportError> {
        match (&self.openapi, &self.swagger) {
            (Some(version), None) if version.starts_with("3.") => Ok(()),
            (None, Some(version)) if version.starts_with("2.") || version == "2" => Ok(()),
            (openapi, swagger) => Err(ImportError::Version(openapi.clone().or_else(|| swagger.clone()))),
        }
    }

    pub(crate) fn title(&self) -> &str {
        match self.info.title.trim() {
            "" => "API",
            title => title,
        }
    }

    pub(crate) fn tag_descriptions(&self) -> HashMap<&str, &str> {
        self.tags
            .iter()
            .map(|tag| (tag.name.trim(), tag.description.as_deref().unwrap_or_default()))
            .collect()
    }

    pub(crate) fn scope_descriptions(&self) -> HashMap<&str, &str> {
        let schemes = [&self.components.security_schemes, &self.security_definitions];
        schemes
            .into_iter()
            .flat_map(Ordered::iter)
            .flat_map(|(_, scheme)| scheme.flows.iter().map(|(_, flow)| &flow.scopes).chain([&scheme.scopes]))
            .flatten()
            .map(|(name, description)| (name.as_str(), description.as_deref().unwrap_or_default()))
            .collect()
    }
}

impl PathItem {
    /// Its operations by method.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (&str, &OperationItem)> {
        let fixed = [
            ("GET", &self.get),
            ("PUT", &self.put),
            ("POST", &self.post),
            ("DELETE", &self.delete),
            ("OPTIONS", &self.options),
            ("HEAD", &self.head),
            ("PATCH", &self.patch),
            ("TRACE", &self.trace),
            ("QUERY", &self.query),
        ];
        let fixed = fixed.into_iter().filter_map(|(method, item)| Some((method, item.as_ref()?)));
        fixed.chain(self.additional.iter())
    }
}

/// A mapping in the document's order, each key once; extensions (`x-…`) may be anything and are read past.
#[derive(Debug)]
pub(crate) struct Ordered<T> {
    entries: Vec<(String, T)>,
    places: HashMap<String, usize>,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), places: HashMap::new() }
    }
}

impl<T> Ordered<T> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.places.get(key).and_then(|place| self.entries.get(*place)).map(|(_, value)| value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut read = Ordered::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key.starts_with("x-") {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                    if read.places.contains_key(&key) {
                        return Err(A::Error::custom(format_args!("{key:?} stands here twice")));
                    }
                    // An empty value (`get:`) is a null to YAML.
                    if let Some(value) = map.next_value::<Option<T>>()? {
                        read.places.insert(key.clone(), read.entries.len());
                        read.entries.push((key, value));
                    }
                }
                Ok(read)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}
