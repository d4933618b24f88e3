//! Decision about one product of the file: create, update, unchanged or refuse.

use crate::id::ProductId;
use crate::money::Currency;
use crate::product_files::{Assembled, Draft, Mapping, Problem, Severity};
use crate::products::{Change, Handle, Product, ProductStatus, StoredProduct};
use crate::viewer::SellerStatus;
use std::collections::{HashMap, HashSet};

/// Decision about a product.
pub(super) enum Decision {
    Create(Product),
    Update(Box<StoredProduct>, Product),
    Unchanged(ProductId),
    Refuse,
}

/// The seller's products as known before a chunk, updated while it is applied.
#[derive(Default)]
pub(super) struct KnownProducts {
    /// Product by handle.
    pub handles: HashMap<String, ProductId>,
    /// Product, and its name, by SKU.
    pub skus: HashMap<String, (ProductId, String)>,
    pub products: HashMap<ProductId, StoredProduct>,
    /// First line of each SKU that several products of the file use.
    pub first_lines: HashMap<String, u64>,
    /// Products by their names in lower case, the oldest first.
    pub titles: HashMap<String, Vec<ProductId>>,
    /// Products already matched by rows without a handle; a title cannot match them again.
    pub taken: HashSet<ProductId>,
    /// Title-derived handles that the file also gives explicitly.
    pub named_handles: HashSet<String>,
    /// Products this transaction creates or updates; the next one reads their state.
    pub touched: HashSet<ProductId>,
    /// Lower-case names written for products with a handle.
    pub touched_titles: HashSet<String>,
}

impl KnownProducts {
    /// Notes which product a draft came to.
    pub fn take(&mut self, product_id: &ProductId, draft: Option<&Draft>) {
        if draft.is_some_and(|draft| draft.lookup.handle.is_none()) {
            self.taken.insert(product_id.clone());
        }
    }

    /// Records the future state of a draft's product.
    pub fn touch(&mut self, product_id: &ProductId, product: &Product, draft: Option<&Draft>) {
        self.touched.insert(product_id.clone());
        if draft.is_some_and(|draft| draft.lookup.handle.is_some()) {
            self.touched_titles.insert(product.name.to_lowercase());
        }
        let handle = product.handle.to_string();
        self.handles.entry(handle).or_insert_with(|| product_id.clone());
        for sku in product.variants.iter().filter_map(|variant| variant.sku.clone()) {
            self.skus.insert(sku, (product_id.clone(), product.name.clone()));
        }
    }

    /// Whether the draft, of the rows on these lines, may match a product written in this transaction.
    pub fn is_touched(&self, draft: &Draft, lines: &[u64]) -> bool {
        let found = match &draft.lookup.handle {
            Some(handle) => self.handles.get(handle.as_str()),
            None => self.by_sku(draft, lines),
        };
        let is_title = || {
            let title = draft
                .lookup
                .title
                .as_ref()
                .filter(|_| draft.lookup.handle.is_none());
            title.is_some_and(|title| self.touched_titles.contains(&title.to_lowercase()))
        };
        found.map_or_else(is_title, |id| self.touched.contains(id))
    }

    /// The product that a draft matches, by handle, else SKU, else title.
    fn meant(&self, draft: &Draft, lines: &[u64]) -> Option<&StoredProduct> {
        if let Some(handle) = &draft.lookup.handle {
            return self.products.get(self.handles.get(handle.as_str())?);
        }
        if let Some(product_id) = self.by_sku(draft, lines) {
            return self.products.get(product_id);
        }
        let title = draft.lookup.title.as_ref()?;
        let named = self.titles.get(&title.to_lowercase())?;
        let free = named.iter().filter(|id| !self.taken.contains(*id));
        let mut found = free.filter_map(|id| self.products.get(id));
        found.find(|found| !draft.contradicts(&found.product))
    }

    /// Matches by an SKU that no earlier product of the file uses; a draft without a title cannot be a new
    /// product.
    fn by_sku(&self, draft: &Draft, lines: &[u64]) -> Option<&ProductId> {
        let is_own = |sku: &&String| self.first_lines.get(*sku).is_none_or(|line| lines.contains(line));
        let is_nameless = draft.lookup.title.is_none();
        let mut own = draft.lookup.skus.iter().filter(|sku| is_nameless || is_own(sku));
        own.find_map(|sku| self.skus.get(sku))
            .map(|(product_id, _)| product_id)
    }

    /// Leaves a title-derived handle to the product that names it explicitly.
    fn yield_handle(&self, draft: &mut Draft) {
        let title = draft.lookup.title.as_ref();
        let wish = title
            .filter(|_| draft.lookup.handle.is_none())
            .map(|title| Handle::of(title));
        if let Some(wish) = wish.filter(|wish| self.named_handles.contains(wish.as_str())) {
            draft.patch.handle = Change::Set(wish.numbered(2).to_string());
        }
    }
}

/// Settings shared by all products of an import.
pub(super) struct Terms {
    pub mapping: Mapping,
    pub currency: Currency,
    pub seller_status: SellerStatus,
    pub dry_run: bool,
}

/// Decides on the product whose rows begin on these lines, and adds warnings and errors to
/// `assembled.problems`.
pub(super) fn decide(
    lines: &[u64],
    assembled: &mut Assembled,
    known: &KnownProducts,
    terms: &Terms,
) -> Decision {
    let Some(draft) = &mut assembled.draft else {
        return Decision::Refuse;
    };
    let meant = known.meant(draft, lines).cloned();
    let asked: Vec<(usize, String)> = draft.skus().map(|(place, sku)| (place, sku.to_owned())).collect();
    for (place, sku) in asked {
        if let Some(holder) = other_holder(&sku, lines, meant.as_ref(), known, terms) {
            assembled
                .problems
                .extend(draft.give_up_sku(place, &holder, &terms.mapping));
        }
    }
    if terms.seller_status != SellerStatus::Approved {
        assembled.problems.extend(hold_back(draft, meant.as_ref()));
    }
    if meant.is_none() {
        known.yield_handle(draft);
    }
    let decided = match meant {
        None => draft.create(&terms.mapping, terms.currency).map(Decision::Create),
        Some(current) => draft
            .update(&current.product, &terms.mapping, terms.currency)
            .map(|next| {
                if next == current.product {
                    Decision::Unchanged(current.product_id)
                } else {
                    Decision::Update(Box::new(current), next)
                }
            }),
    };
    decided.unwrap_or_else(|refusals| {
        assembled.problems.extend(refusals);
        Decision::Refuse
    })
}

/// Current user of an SKU: a line of the file, or a product by its name.
fn other_holder(
    sku: &str,
    lines: &[u64],
    meant: Option<&StoredProduct>,
    known: &KnownProducts,
    terms: &Terms,
) -> Option<String> {
    let holder = known.skus.get(sku);
    let is_mine = |id: &ProductId| meant.is_some_and(|meant| meant.product_id == *id);
    if holder.is_some_and(|(id, _)| is_mine(id)) {
        return None;
    }
    let first = known
        .first_lines
        .get(sku)
        .filter(|line| !lines.contains(line))
        .map(|line| format!("line {line}"));
    match holder {
        Some((_, name)) => Some(first.unwrap_or_else(|| format!("“{name}”"))),
        // A dry run writes nothing, so that the file itself has to tell.
        None => first.filter(|_| terms.dry_run),
    }
}

/// Imports active products as drafts while the shop is not approved.
fn hold_back(draft: &mut Draft, meant: Option<&StoredProduct>) -> Option<Problem> {
    let active = |word: &str| ProductStatus::parse(word) == Some(ProductStatus::Active);
    let asked = draft.patch.status.value().is_some_and(|word| active(word));
    let held = match meant {
        None if asked || (draft.patch.status.is_keep() && draft.status_if_new == ProductStatus::Active) => {
            draft.patch.status = Change::Set(ProductStatus::Draft.to_string());
            true
        }
        Some(meant) if asked && meant.product.status != ProductStatus::Active => {
            draft.patch.status = Change::Keep;
            true
        }
        _ => false,
    };
    held.then(|| Problem {
        line: draft.line,
        column: None,
        message: "Your shop is not approved yet, so this product is imported as a draft.".to_owned(),
        severity: Severity::Warning,
    })
}
