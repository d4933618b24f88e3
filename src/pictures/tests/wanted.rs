//! Tests of pictures named by imports.

use crate::id::{ImportId, ProductId, VariantId};
use crate::pictures::store::{self, ImageWant, WantedPicture};
use crate::products::MAX_IMAGES;
use crate::testing::{Actor, TestApp};

const OWN: &str = "http://127.0.0.1:3000/media/";
const FRONT: &str = "https://cdn.example.test/front.jpg";
const BACK: &str = "https://cdn.example.test/back.jpg";

/// One list of an import, in a transaction of its own.
async fn want(
    app: &TestApp,
    seller: &Actor,
    import_id: &ImportId,
    wanted: &[WantedPicture<'_>],
) -> ImageWant {
    let mut tx = app.db.begin().await.unwrap();
    let now = app.clock.now();
    let came = store::want_images(&mut tx, &seller.seller(), Some(import_id), wanted, OWN, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    came
}

fn at<'a>(product_id: &'a ProductId, address: &'a str) -> WantedPicture<'a> {
    WantedPicture {
        product_id,
        address,
        alt: None,
        variant_id: None,
    }
}

#[tokio::test]
async fn the_same_list_again_changes_nothing() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await;
    let (id, variant) = (
        ProductId::stored(mug.product_id),
        VariantId::stored(mug.variant_id),
    );
    let import_id = ImportId::new(app.clock.now());
    let list = [
        WantedPicture {
            alt: Some("Front"),
            ..at(&id, FRONT)
        },
        WantedPicture {
            variant_id: Some(&variant),
            ..at(&id, BACK)
        },
        at(&id, FRONT),
    ];
    let mut reader = app.db.reader().acquire().await.unwrap();
    let differ = store::images_differ(&mut reader, &ann.seller(), &list, OWN)
        .await
        .unwrap();
    assert!(differ.changed.contains(&id));
    assert!(want(&app, &ann, &import_id, &list).await.changed.contains(&id));
    let again = want(&app, &ann, &import_id, &list).await;
    assert!(again.changed.is_empty() && again.left_out.is_empty());
    let images = store::images_of(&app.db, &ann.seller(), &id).await.unwrap();
    let told: Vec<_> = images
        .iter()
        .map(|image| {
            (
                image.source.as_deref().unwrap(),
                image.alt.as_str(),
                image.state.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [(FRONT, "Front", "waiting"), (BACK, "", "waiting")]);
}

#[tokio::test]
async fn a_product_never_has_more_than_thirty() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = ProductId::stored(ann.product("Mug", "5.00", 1).await.product_id);
    let import_id = ImportId::new(app.clock.now());
    let addresses: Vec<String> = (0..MAX_IMAGES + 3).map(|at| format!("{FRONT}?{at}")).collect();
    let list: Vec<_> = addresses.iter().map(|address| at(&id, address)).collect();
    let came = want(&app, &ann, &import_id, &list).await;
    assert_eq!(came.left_out, [30, 31, 32]);
    assert_eq!(
        store::images_of(&app.db, &ann.seller(), &id).await.unwrap().len(),
        30
    );
}

#[tokio::test]
async fn what_an_import_wanted_can_be_taken_back() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = ProductId::stored(ann.product("Mug", "5.00", 1).await.product_id);
    let (first, second) = (ImportId::new(app.clock.now()), ImportId::new(app.clock.now()));
    want(&app, &ann, &first, &[at(&id, FRONT)]).await;
    let list = [
        WantedPicture {
            alt: Some("From the front"),
            ..at(&id, FRONT)
        },
        at(&id, BACK),
    ];
    want(&app, &ann, &second, &list).await;
    let mut tx = app.db.begin().await.unwrap();
    store::unwant_images(&mut tx, &ann.seller(), &second, &id, app.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let images = store::images_of(&app.db, &ann.seller(), &id).await.unwrap();
    assert_eq!(images.len(), 1);
    assert_eq!(
        (images[0].source.as_deref(), images[0].alt.as_str()),
        (Some(FRONT), "")
    );
}

#[tokio::test]
async fn a_product_that_goes_takes_its_pictures_with_it() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = ProductId::stored(ann.product("Mug", "5.00", 1).await.product_id);
    want(&app, &ann, &ImportId::new(app.clock.now()), &[at(&id, FRONT)]).await;
    ann.delete(&format!("/seller/products/{id}")).await.is(204);
    assert!(
        store::images_of(&app.db, &ann.seller(), &id)
            .await
            .unwrap()
            .is_empty()
    );
}
