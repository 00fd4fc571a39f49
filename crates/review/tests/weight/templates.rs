//! What stands in templates.

use model::Severity;

use super::severity_in;

/// As [`weigh`], of a template.
fn weigh_template(code: &str, less: &str, more: &str) {
    assert_eq!(severity_in("templates/page.html", code, less), Severity::Low, "{code}\n{less}");
    assert!(severity_in("templates/page.html", code, more) >= Severity::Medium, "{code}\n{more}");
}

#[test]
fn what_stands_bare_in_a_script_has_to_be_a_number_or_json() {
    let script = |value: &str| format!("{{% load static %}}<script>show({{{{ {value} }}}});</script>");
    for value in ["chart.kind", "locales", "fetch_rows()"] {
        weigh_template("PV783", &script(value), &script("user.bio"));
    }
    for value in ["request.GET.q", "comment.text"] {
        weigh_template("PV783", &script("dark"), &script(value));
    }
    let part = |name: &str| format!("{{% load static %}}<script>{name}{{{{ chart_title }}}}(1);</script>");
    weigh_template("PV783", &part("new Chart"), &part("show(1); "));
}

#[test]
fn code_and_words_of_the_program_in_an_attribute_that_holds_a_script() {
    let handler = |inside: &str| format!("{{% load static %}}<button onclick=\"{inside}\">x</button>");
    weigh_template("PV783", &handler("{{ action.onclick }}"), &handler("{{ action.label }}"));
    weigh_template("PV783", &handler("load('{{ file.version }}')"), &handler("load('{{ file.owner }}')"));
    weigh_template("PV783", &handler("load('{{ range.identifier }}')"), &handler("load('{{ range.label }}')"));
}

#[test]
fn addresses_that_the_program_makes_in_an_attribute_that_holds_a_script() {
    let go = |value: &str| format!("{{% load static %}}<button onclick=\"go('{{{{ {value} }}}}')\">x</button>");
    weigh_template("PV783", &go("link_to({'page': 2})"), &go("link_to(user.name)"));
    weigh_template("PV783", &go("request.path"), &go("request.GET.path"));
    weigh_template("PV783", &go("compare_action"), &go("user.website_url"));
    for kept in ["url_stop", "job['url_stop']", "job.url_stop"] {
        weigh_template("PV783", &go(kept), &go(&kept.replace("url_stop", "stop_note")));
    }
    let bare = |value: &str| format!("{{% load static %}}<a data-to={{{{ {value} }}}}>x</a>");
    weigh_template("PV782", &bare("user.email"), &bare("user.bio"));
    weigh_template("PV782", &bare("item.preview_url"), &bare("request.GET.email"));
}

#[test]
fn blocks_without_escaping_around_what_the_program_makes() {
    let block = |inside: &str| format!("{{% load static %}}{{% autoescape off %}}{inside}{{% endautoescape %}}");
    weigh_template("PV781", &block("{{ panel.rendered_html }}"), &block("{{ panel.text }}"));
    weigh_template("PV781", &block("{% markdown page %}"), &block("{{ panel.svg }}{{ panel.text }}"));
}

#[test]
fn attributes_without_quotes_around_what_a_function_makes() {
    let link = |value: &str| format!("{{% load static %}}<a href={{{{ {value} }}}}>x</a>");
    weigh_template("PV782", &link("item|order_link(name)"), &link("item.website"));
}

#[test]
fn forms_that_a_script_sends_or_that_leave_for_a_named_place() {
    let form = |attributes: &str| {
        format!("{{% load static %}}<form method=\"post\" {attributes}><button>Save</button></form>")
    };
    weigh_template("PV787", &form("data-controller=\"swap\""), &form("class=\"swap\""));
    weigh_template("PV787", &form("action=\"{{ action_url }}\""), &form("action=\"{% url 'delete' %}\""));
}

#[test]
fn messages_that_no_browser_shows() {
    let text = "{% load i18n %}{% autoescape off %}<p>{{ order.text }}</p>{% endautoescape %}";
    for path in ["templates/emails/order.html", "templates/notification/order_sent/full.html"] {
        assert_eq!(severity_in(path, "PV781", text), Severity::Low, "{path}");
    }
    let page = format!("{text}<form method=\"get\"><input name=\"q\"></form>");
    for (path, text) in [("templates/orders/full.html", text), ("templates/emails/inbox.html", &*page)] {
        assert!(severity_in(path, "PV781", text) >= Severity::Medium, "{path}");
    }
}
