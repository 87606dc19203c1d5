<?php
/**
 * Plugin Name: SpineKnowledge linked data
 * Description: Prints the JSON-LD that `spineknowledge site build` wrote for a page into its head, escaped.
 * Put this file into wp-content/mu-plugins/, and the folders en/ and es/ of the built site into
 * wp-content/spineknowledge/. A page whose slug is "kyphoplasty" then carries en/kyphoplasty.jsonld.
 * The page must show what the file says: paste the fragment that `spineknowledge site fragment` prints.
 */
add_action('wp_head', function (): void {
    if (!is_page()) {
        return;
    }
    $language = substr(get_locale(), 0, 2) === 'es' ? 'es' : 'en';
    $slug = sanitize_title((string) get_post_field('post_name', get_queried_object_id()));
    $file = WP_CONTENT_DIR . "/spineknowledge/$language/$slug.jsonld";
    $data = is_readable($file) ? json_decode((string) file_get_contents($file), true) : null;
    if (is_array($data)) {
        $flags = JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES;
        echo '<script type="application/ld+json">' . wp_json_encode($data, $flags) . "</script>\n";
    }
});
