//! Routes of services that a generated module describes.
//!
//! The descriptions are what protoc 29 makes of these files, the common form of options being `google/api/annotations.proto`:
//!
//! ```proto
//! message Release { optional int32 major = 1; }
//! message Place { optional string verb = 1; optional string path = 2; optional Release since = 3; }
//! message Hint { optional string text = 1; optional string more = 2; optional int32 rank = 3; }
//! message Web { repeated Place places = 1; }
//! extend google.protobuf.MethodOptions { optional Web web = 50101; }
//!
//! service OrderService {
//!   rpc listOrders (ListOrders) returns (Orders) { option (web) = { places: [{ verb: "GET" path: "/orders" since { major: 2 } }] }; }
//!   rpc dropOrder (DropOrder) returns (Orders) { option (web) = { places: [{ verb: "DELETE" path: "/orders/{id}" since { major: 3 } }] }; }
//! }
//! service Unserved {
//!   rpc secret (ListOrders) returns (Orders) { option (web) = { places: [{ verb: "GET" path: "/unserved" }] }; }
//! }
//! service Books {
//!   rpc Get (Book) returns (Book) {
//!     option (google.api.http) = { get: "/v1/{name=books/*}" additional_bindings { post: "/v1/books:get" body: "*" } };
//!   }
//!   rpc Drop (Book) returns (Book) { option (google.api.http) = { delete: "/v1/{name=books/*}" }; }
//! }
//! ```

use super::routes;

const OPTIONS: &str = r#"from google.protobuf import descriptor_pool as _pool

DESCRIPTOR = _pool.Default().AddSerializedFile(b'\n\roptions.proto\x12\x04shop\x1a google/protobuf/descriptor.proto\"\x18\n\x07Release\x12\r\n\x05major\x18\x01 \x01(\x05\"A\n\x05Place\x12\x0c\n\x04verb\x18\x01 \x01(\t\x12\x0c\n\x04path\x18\x02 \x01(\t\x12\x1c\n\x05since\x18\x03 \x01(\x0b\x32\r.shop.Release\"0\n\x04Hint\x12\x0c\n\x04text\x18\x01 \x01(\t\x12\x0c\n\x04more\x18\x02 \x01(\t\x12\x0c\n\x04rank\x18\x03 \x01(\x05\"\"\n\x03Web\x12\x1b\n\x06places\x18\x01 \x03(\x0b\x32\x0b.shop.Place:8\n\x03web\x12\x1e.google.protobuf.MethodOptions\x18\xb5\x87\x03 \x01(\x0b\x32\t.shop.Web')
"#;

const ORDERS: &str = r#"from google.protobuf import descriptor_pool as _pool

DESCRIPTOR = _pool.Default().AddSerializedFile(b'\n\x0corders.proto\x12\x04shop\x1a\roptions.proto\"\x0c\n\nListOrders\"\x17\n\tDropOrder\x12\n\n\x02id\x18\x01 \x01(\t\"\x08\n\x06Orders2\xa4\x01\n\x0cOrderService\x12\x46\n\nlistOrders\x12\x10.shop.ListOrders\x1a\x0c.shop.Orders\"\x18\xaa\xbb\x18\x14\n\x12\n\x03GET\x12\x07/orders\x1a\x02\x08\x02\x12L\n\tdropOrder\x12\x0f.shop.DropOrder\x1a\x0c.shop.Orders\" \xaa\xbb\x18\x1c\n\x1a\n\x06\x44\x45LETE\x12\x0c/orders/{id}\x1a\x02\x08\x03\x32L\n\x08Unserved\x12@\n\x06secret\x12\x10.shop.ListOrders\x1a\x0c.shop.Orders\"\x16\xaa\xbb\x18\x12\n\x10\n\x03GET\x12\t/unserved')
"#;

const BOOKS: &str = r#"from google.protobuf import descriptor_pool as _pool

DESCRIPTOR = _pool.Default().AddSerializedFile(b'\n\x0b\x62ooks.proto\x12\x04shop\x1a\x1cgoogle/api/annotations.proto\"\x14\n\x04\x42ook\x12\x0c\n\x04name\x18\x01 \x01(\t2\x92\x01\n\x05\x42ooks\x12M\n\x03Get\x12\n.shop.Book\x1a\n.shop.Book\".\x82\xd3\xe4\x93\x02(\x12\x12/v1/{name=books/*}Z\x12\"\r/v1/books:get:\x01*\x12:\n\x04\x44rop\x12\n.shop.Book\x1a\n.shop.Book\"\x1a\x82\xd3\xe4\x93\x02\x14*\x12/v1/{name=books/*}b\x06proto3')
"#;

const WEB: &str = "import re\n\nfrom flask import abort, session\n\nfrom shop import options_pb2\nfrom shop.orders_pb2 import DropOrder, ListOrders, OrderService\n\nPREFIX = \"/shop\"\n\n\ndef only_members():\n    if \"member\" not in session:\n        abort(401)\n\n\ndef list_orders():\n    return []\n\n\ndef drop_order(id):\n    return {}\n\n\nHANDLERS = {ListOrders: list_orders, DropOrder: drop_order}\n\n\ndef _paths(path, version=2):\n    path = _flasks(path)\n    return [_below(f\"/api/v{version}{path}\"), _below(f\"/ajax/v{version}{path}\")]\n\n\ndef _flasks(path):\n    return re.sub(r\"{(\\\\w+)}\", r\"<\\\\1>\", path)\n\n\ndef _below(path):\n    return PREFIX + path\n\n\ndef routes_of(service):\n    found = []\n    for method in service.DESCRIPTOR.methods:\n        for place in method.GetOptions().Extensions[options_pb2.web].places:\n            for path in _paths(place.path, version=place.since.major):\n                found.append((path, HANDLERS[service().GetRequestClass(method)], [place.verb]))\n    return found\n\n\ndef about():\n    return \"\"\n\n\ndef all_routes():\n    return routes_of(OrderService) + [(_below(\"/about\"), about, [\"GET\"])]\n";

const APP: &str = "from flask import Flask\n\nfrom shop import web\n\napp = Flask(__name__)\n\nfor path, view, methods in web.all_routes():\n    app.add_url_rule(path, view.__name__, view, methods=methods)\n";

#[test]
fn of_services_whose_options_are_the_programs_own() {
    let files =
        [("shop/options_pb2.py", OPTIONS), ("shop/orders_pb2.py", ORDERS), ("shop/web.py", WEB), ("shop/app.py", APP)];
    assert_eq!(
        routes(&files),
        [
            "DELETE /shop/ajax/v3/orders/{id} drop_order []",
            "DELETE /shop/api/v3/orders/{id} drop_order []",
            "GET /shop/about about []",
            "GET /shop/ajax/v2/orders list_orders []",
            "GET /shop/api/v2/orders list_orders []",
        ]
    );
    // Who comes before all routes stands before these, too.
    let guarded = APP.replace("\nfor path", "app.before_request(web.only_members)\n\nfor path");
    let files = [
        ("shop/options_pb2.py", OPTIONS),
        ("shop/orders_pb2.py", ORDERS),
        ("shop/web.py", WEB),
        ("shop/app.py", &guarded),
    ];
    assert!(routes(&files).iter().all(|route| route.ends_with("[only_members]")), "{:#?}", routes(&files));
}

#[test]
fn of_services_whose_paths_lack_their_slash() {
    let orders = ORDERS.replace(r"\x07/orders", r"\x07v1/list");
    let files = [
        ("shop/options_pb2.py", OPTIONS),
        ("shop/orders_pb2.py", &*orders),
        ("shop/web.py", WEB),
        ("shop/app.py", APP),
    ];
    let found = routes(&files);
    assert!(found.contains(&"GET /shop/api/v2v1/list list_orders []".to_owned()), "{found:#?}");
}

#[test]
fn of_no_service_that_is_only_asked() {
    // A client reads the same options, and registers nothing; nor does a list that nobody goes through.
    let client = "from shop import options_pb2\nfrom shop.orders_pb2 import OrderService\n\n\ndef calls_of(service):\n    found = {}\n    for method in service.DESCRIPTOR.methods:\n        place = method.GetOptions().Extensions[options_pb2.web].places[0]\n        found[method.name] = (f\"/api{place.path}\", place.verb)\n    return found\n\n\nCALLS = calls_of(OrderService)\n";
    let files = [("shop/options_pb2.py", OPTIONS), ("shop/orders_pb2.py", ORDERS), ("shop/client.py", client)];
    assert_eq!(routes(&files), [""; 0]);
    let app = "from flask import Flask\n\nfrom shop import web\n\napp = Flask(__name__)\n";
    let files =
        [("shop/options_pb2.py", OPTIONS), ("shop/orders_pb2.py", ORDERS), ("shop/web.py", WEB), ("shop/app.py", app)];
    assert_eq!(routes(&files), [""; 0]);
}

#[test]
fn of_services_with_the_common_options() {
    let app = "from flask import Flask\nfrom google.api import annotations_pb2\n\nfrom shop import books_pb2\n\napp = Flask(__name__)\n\n\ndef view_of(method):\n    return print\n\n\nfor method in books_pb2.DESCRIPTOR.services_by_name[\"Books\"].methods:\n    rule = method.GetOptions().Extensions[annotations_pb2.http]\n    path = getattr(rule, rule.WhichOneof(\"pattern\"))\n    app.add_url_rule(\"/gateway\" + path, method.name, view_of(method))\n";
    assert_eq!(
        routes(&[("shop/books_pb2.py", BOOKS), ("shop/app.py", app)]),
        [
            "DELETE /gateway/v1/{name=books/*} Drop []",
            "GET /gateway/v1/{name=books/*} Get []",
            "POST /gateway/v1/books:get Get []",
        ]
    );
}

#[test]
fn of_descriptions_that_are_cut_off() {
    // Whatever the bytes are, they are read to an end.
    for end in (0..ORDERS.len() - 3).filter(|&end| ORDERS.is_char_boundary(end)) {
        let cut = format!("{}')\n", &ORDERS[..end]);
        if end % 97 == 0 {
            routes(&[
                ("shop/options_pb2.py", OPTIONS),
                ("shop/orders_pb2.py", &cut),
                ("shop/web.py", WEB),
                ("shop/app.py", APP),
            ]);
        }
    }
    let deep = "AddSerializedFile(b'".to_owned() + &"\\x32\\x7f\\x22\\x7f".repeat(500) + "')\n";
    routes(&[("shop/orders_pb2.py", &deep), ("shop/web.py", WEB), ("shop/app.py", APP)]);
}
