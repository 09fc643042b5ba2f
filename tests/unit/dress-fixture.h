/* dress-fixture.h: the story of dress-stage.txt's worked example with its dress, in memory. */
#pragma once

#include "dress-book.h"
#include "story-fixture.h"

static const char dress_story[] =
    "vision: { genre: tragedy, tone: [tense], themes: [loyalty] }\n"
    "entities:\n"
    "  - { id: protagonist, type: character, concept: a young scribe }\n"
    "  - { id: mentor_aldric, type: character, concept: a travelling scholar }\n"
    "codewords: [ { id: met_aldric, tracks: they met }, { id: discovered_betrayal, tracks: she knows } ]\n"
    "passages:\n"
    "  - { id: opening, prose: It begins., appears: [protagonist],\n"
    "      choices: [ { to: bridge_confrontation, grants: [met_aldric] } ] }\n"
    "  - { id: bridge_confrontation, prose: They meet., spine: true, scene_type: climax,\n"
    "      appears: [protagonist, mentor_aldric], choices: [ { to: ending, grants: [discovered_betrayal] } ] }\n"
    "  - { id: ending, prose: It ends. }\n";

static const char dress_direction[] = "style: ink wash with watercolor accents\n"
                                      "medium: traditional Japanese sumi-e\n"
                                      "palette: [deep indigo, rust orange, ash grey]\n"
                                      "composition_notes: Wide shots for landscapes, close-up for emotional moments\n"
                                      "negative_defaults: photorealistic, text, modern clothing, bright colors\n"
                                      "aspect_ratio: \"16:9\"\n";

static const char dress_visuals[] =
    "- entity: protagonist\n"
    "  description: Young woman in her 20s, short dark hair, determined expression\n"
    "  distinguishing_features: [jade pendant, ink-stained fingers]\n"
    "  color_associations: [deep indigo, jade green]\n"
    "  reference_prompt_fragment: young woman, short dark hair, jade pendant, ink-stained fingers, determined "
    "expression\n"
    "- entity: mentor_aldric\n"
    "  description: Tall gaunt man in his 60s, silver-streaked beard, scar over left eye\n"
    "  distinguishing_features: [scar across left eyebrow, worn leather satchel]\n"
    "  color_associations: [deep burgundy, aged gold]\n"
    "  reference_prompt_fragment: tall gaunt elderly man, silver beard, scar over left eye, burgundy robes, leather "
    "satchel\n";

static const char dress_briefs[] =
    "- id: ib_bridge\n"
    "  passage: bridge_confrontation\n"
    "  priority: 1\n"
    "  category: scene\n"
    "  subject: Protagonist and Aldric face each other on the crumbling stone bridge at twilight\n"
    "  entities: [protagonist, mentor_aldric]\n"
    "  composition: wide shot, two figures silhouetted against sunset, bridge spanning a gorge\n"
    "  mood: tense, bittersweet\n"
    "  negative: modern architecture, happy expressions\n"
    "  caption: The bridge where loyalties shatter\n"
    "- { id: ib_opening, passage: opening, priority: 3, subject: A desk, composition: close, caption: Where it "
    "began,\n"
    "    entities: [protagonist] }\n"
    "- { id: ib_ending, passage: ending, priority: 0, subject: Nothing, composition: wide, caption: The end }\n";

static const char dress_codex[] =
    "- { id: aldric_basic, entity: mentor_aldric, rank: 1, content: A travelling scholar who offers guidance. }\n"
    "- { id: aldric_truth, entity: mentor_aldric, rank: 2, visible_when: [discovered_betrayal], content: He lied. "
    "}\n";

static inline LimJsonDoc *
dress_doc (const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  LimJsonDoc *doc = lim_yaml_parse (name, text, -1, &error);

  g_assert_no_error (error);
  return doc;
}

/* The whole dress, nothing of it reviewed. */
static inline LimDressBook *
dress_book (void)
{
  LimDressBook *book = lim_dress_book_new (story_from (dress_story));
  g_autoptr (LimJsonDoc) direction = dress_doc ("art-direction.yaml", dress_direction);
  g_autoptr (LimJsonDoc) visuals = dress_doc ("visuals.yaml", dress_visuals);
  g_autoptr (LimJsonDoc) briefs = dress_doc ("briefs.yaml", dress_briefs);
  g_autoptr (LimJsonDoc) codex = dress_doc ("codex.yaml", dress_codex);

  book->direction = lim_art_direction_read (direction, book->findings);
  lim_visuals_read (visuals, book->visuals, book->findings);
  lim_briefs_read (briefs, book->briefs, book->findings);
  lim_codex_read (codex, book->codex, book->findings);
  lim_dress_book_link (book);
  g_assert_cmpuint (book->findings->len, ==, 0);
  return book;
}
