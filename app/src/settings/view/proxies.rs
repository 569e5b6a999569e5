//! What a proxy in front of Lyceum must be told, to be copied.

use leptos::prelude::*;

const PROXIES: [(&str, &str); 3] = [
    ("Caddy", include_str!("proxies/Caddyfile")),
    ("nginx", include_str!("proxies/nginx.conf")),
    ("Traefik", include_str!("proxies/traefik.yaml")),
];

#[component]
pub(super) fn Proxies() -> impl IntoView {
    let each = PROXIES
        .map(|(name, text)| {
            view! {
                <details>
                    <summary class="cursor-pointer text-sm font-medium">{name}</summary>
                    <pre class="bg-muted mt-2 overflow-x-auto rounded-md p-3 text-xs" tabindex="0" aria-label=name>
                        {text}
                    </pre>
                </details>
            }
        })
        .collect_view();
    view! {
        <section class="card flex flex-col gap-3 p-5" aria-labelledby="proxies">
            <h2 id="proxies">"Behind a proxy"</h2>
            <p class="text-muted-foreground text-sm">
                "Terminals, charts and lists are live over WebSockets. A proxy in front of Lyceum must let them through, keep them open while nothing is said, and pass on at once what comes. Lyceum itself is told of it by "
                <code>"public_urls"</code>", "<code>"https"</code>" and "<code>"trusted_proxies"</code>"."
            </p>
            {each}
        </section>
    }
}
