/* RevMan 5 files. The elements that count, and where they stand:
 *      COCHRANE_REVIEW > COVER_SHEET > TITLE
 *      ... INCLUDED_STUDIES > STUDY ID NAME YEAR
 *      ... COMPARISON > NAME, DICH_OUTCOME CONT_OUTCOME IV_OUTCOME IPD_OUTCOME OTHER_OUTCOME > NAME, labels,
 *          ..._SUBGROUP > NAME, ..._DATA; or ..._DATA alone
 * expat reads; a DOCTYPE stops it before an entity could be declared. */
#include "rm5_values.h"

#include <expat.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 100, LONGEST_TEXT = 64 * 1024, PIECE = 1 << 20 };

typedef enum element { OTHER, ROOT, COVER_SHEET, STUDIES, COMPARISON, OUTCOME, SUBGROUP, DATA } element;

typedef struct rm5_reader {
    copse_review *review;
    XML_Parser parser;
    copse_error *err;
    copse_status status;
    element open[DEEPEST];
    size_t depth;
    size_t comparison_depth; /* of the open COMPARISON; 0: none */
    size_t text_depth;       /* of the element whose text is read; 0: none */
    char **text_to;          /* where it goes; NULL: the name of a subgroup */
    copse_text text;
    unsigned long comparison, outcome;
    char *comparison_name;
    size_t subgroup;
} rm5_reader;

static size_t line_of(const rm5_reader *r)
{
    return (size_t)XML_GetCurrentLineNumber(r->parser);
}

static void stop(rm5_reader *r, copse_status status)
{
    if (r->status != COPSE_OK) return;
    r->status = status;
    if (status == COPSE_ENOMEM) (void)copse_fail_memory(r->err);
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static copse_review_analysis *last_analysis(const rm5_reader *r)
{
    return &r->review->analysis[r->review->analyses - 1];
}

static bool ends_in(const char *name, const char *ending)
{
    const size_t n = strlen(name), e = strlen(ending);
    return n > e && strcmp(name + n - e, ending) == 0;
}

static copse_status not_a_review(const rm5_reader *r, const char *root)
{
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: no RevMan 5 review: its root is <%s>, not <COCHRANE_REVIEW>",
                      r->review->source, line_of(r), copse_i_review_cut(root).text);
}

/* ------------------------------------------------------------------------------------------------ elements */

static copse_status open_root(rm5_reader *r, const char *name, const char *const *attributes)
{
    if (strcmp(name, "COCHRANE_REVIEW") != 0) return not_a_review(r, name);
    const char *version = copse_i_rm5_attribute(attributes, "REVMAN_SUB_VERSION");
    if (version == NULL) version = copse_i_rm5_attribute(attributes, "REVMAN_VERSION");
    copse_text text = {0};
    copse_text_printf(&text, "RevMan %s", version != NULL ? version : "5");
    copse_status status = copse_text_status(&text);
    if (status == COPSE_OK) status = copse_i_review_text(&r->review->program, text.bytes, text.length);
    copse_text_free(&text);
    return status;
}

static copse_status open_study(const rm5_reader *r, const char *const *attributes)
{
    const char *id = copse_i_rm5_attribute(attributes, "ID"), *name = copse_i_rm5_attribute(attributes, "NAME");
    if (id == NULL) return COPSE_OK;
    return copse_i_review_add_study(r->review, id, name != NULL ? name : id, copse_i_rm5_attribute(attributes, "YEAR"));
}

static copse_status open_comparison(rm5_reader *r, const char *const *attributes)
{
    r->outcome = 0;
    free(r->comparison_name);
    r->comparison_name = copse_copy("");
    if (r->comparison_name == NULL) return COPSE_ENOMEM;
    return copse_i_rm5_number(r->review->source, line_of(r), attributes, &r->comparison, r->err);
}

static copse_status open_outcome(rm5_reader *r, copse_review_type type, const char *const *attributes)
{
    copse_status status = copse_i_rm5_number(r->review->source, line_of(r), attributes, &r->outcome, r->err);
    if (status != COPSE_OK) return status;
    copse_review_analysis *analysis = copse_i_review_add(r->review, r->comparison, r->outcome);
    if (analysis == NULL) return COPSE_ENOMEM;
    r->subgroup = SIZE_MAX;
    analysis->settings.type = type;
    status = copse_i_review_text(&analysis->comparison_name, r->comparison_name, strlen(r->comparison_name));
    if (status != COPSE_OK) return status;
    return copse_i_rm5_settings(r->review->source, line_of(r), attributes, &analysis->settings, r->err);
}

static copse_status open_data(rm5_reader *r, const char *const *attributes)
{
    copse_i_review_row *row = copse_i_review_add_row(r->review, r->review->analyses - 1);
    if (row == NULL) return COPSE_ENOMEM;
    row->subgroup = r->subgroup;
    row->line = line_of(r);
    return copse_i_rm5_row(r->review->source, attributes, last_analysis(r), row, r->err);
}

/* What an element is, by its name and by the one that it stands in. */
static copse_status open_element(rm5_reader *r, element parent, const char *name, const char *const *attributes,
                                 element *opened)
{
    copse_review_type type = COPSE_REVIEW_OTHER;
    if (r->depth == 1) {
        *opened = ROOT;
        return open_root(r, name, attributes);
    }
    if (parent == ROOT && strcmp(name, "COVER_SHEET") == 0) *opened = COVER_SHEET;
    if (ends_in(name, "_STUDIES")) *opened = STUDIES;
    if (parent == STUDIES && strcmp(name, "STUDY") == 0) return open_study(r, attributes);
    if (strcmp(name, "COMPARISON") == 0 && r->comparison_depth == 0) {
        *opened = COMPARISON;
        r->comparison_depth = r->depth;
        return open_comparison(r, attributes);
    }
    if (parent == COMPARISON && ends_in(name, "_OUTCOME") && copse_i_rm5_type(name, &type)) {
        *opened = OUTCOME;
        return open_outcome(r, type, attributes);
    }
    if (parent == OUTCOME && ends_in(name, "_SUBGROUP")) {
        *opened = SUBGROUP;
        r->subgroup = copse_i_review_add_subgroup(r->review, "", 0);
        return r->subgroup != SIZE_MAX ? COPSE_OK : COPSE_ENOMEM;
    }
    if ((parent == OUTCOME || parent == SUBGROUP) && ends_in(name, "_DATA")) {
        *opened = DATA;
        return last_analysis(r)->settings.type == COPSE_REVIEW_OTHER ? COPSE_OK : open_data(r, attributes);
    }
    return COPSE_OK;
}

/* Where the text of an element goes; false: nowhere. */
static bool wants_text(rm5_reader *r, element parent, const char *name)
{
    r->text_to = NULL;
    if (parent == COVER_SHEET && strcmp(name, "TITLE") == 0) r->text_to = &r->review->title;
    if (parent == COMPARISON && strcmp(name, "NAME") == 0) r->text_to = &r->comparison_name;
    if (parent == SUBGROUP) return strcmp(name, "NAME") == 0;
    if (parent != OUTCOME) return r->text_to != NULL;
    copse_review_analysis *analysis = last_analysis(r);
    copse_review_settings *s = &analysis->settings;
    const struct {
        const char *name;
        char **to;
    } texts[] = {
        {"NAME", &analysis->name},         {"GROUP_LABEL_1", &s->group[0]},   {"GROUP_LABEL_2", &s->group[1]},
        {"GRAPH_LABEL_1", &s->favours[0]}, {"GRAPH_LABEL_2", &s->favours[1]}, {"EFFECT_MEASURE", &s->measure_text},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(name, texts[i].name) == 0) r->text_to = texts[i].to;
    return r->text_to != NULL;
}

static copse_status take_text(rm5_reader *r)
{
    copse_i_review_rows *rows = r->review->rows;
    char **to = r->text_to != NULL ? r->text_to : &rows->subgroup[r->subgroup];
    copse_status status = copse_text_status(&r->text);
    if (status != COPSE_OK) return status;
    const char *text = copse_text_string(&r->text);
    status = copse_i_review_text(to, text, r->text.length);
    if (status == COPSE_OK && r->review->analyses > 0 && to == &last_analysis(r)->settings.measure_text) {
        copse_review_settings *s = &last_analysis(r)->settings;
        status = copse_i_review_measure(s, text);
    }
    return status;
}

/* ------------------------------------------------------------------------------------------------ expat */

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    rm5_reader *r = context;
    if (r->status != COPSE_OK) return;
    if (r->depth == DEEPEST) {
        stop(r, copse_fail(r->err, COPSE_EPARSE, "%s:%zu: elements nested more than %d deep", r->review->source,
                           line_of(r), DEEPEST));
        return;
    }
    const element parent = r->depth > 0 ? r->open[r->depth - 1] : OTHER;
    element opened = OTHER;
    r->depth++;
    copse_status status = COPSE_OK;
    if (r->text_depth == 0) status = open_element(r, parent, name, (const char *const *)attributes, &opened);
    r->open[r->depth - 1] = opened;
    if (status != COPSE_OK) {
        stop(r, status);
    } else if (r->text_depth == 0 && wants_text(r, parent, name)) {
        r->text_depth = r->depth;
        r->text.length = 0;
    }
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    rm5_reader *r = context;
    (void)name;
    if (r->status != COPSE_OK) return;
    if (r->text_depth == r->depth) {
        r->text_depth = 0;
        const copse_status status = take_text(r);
        if (status != COPSE_OK) stop(r, status);
    }
    if (r->open[r->depth - 1] == SUBGROUP) r->subgroup = SIZE_MAX;
    if (r->comparison_depth == r->depth) r->comparison_depth = 0;
    r->depth--;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int n)
{
    rm5_reader *r = context;
    if (r->status != COPSE_OK || r->text_depth == 0 || r->text.length + (size_t)n > LONGEST_TEXT) return;
    copse_text_add_bytes(&r->text, text, (size_t)n);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    rm5_reader *r = context;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    if (r->status != COPSE_OK) return;
    stop(r, copse_fail(r->err, COPSE_EPARSE,
                       "%s:%zu: it has a DOCTYPE; reviews have none, and entities of a file are not read",
                       r->review->source, line_of(r)));
}

static copse_status expat_failed(const rm5_reader *r)
{
    const enum XML_Error code = XML_GetErrorCode(r->parser);
    if (r->status != COPSE_OK) return r->status;
    if (code == XML_ERROR_NO_MEMORY) return copse_fail_memory(r->err);
    const bool encoding = code == XML_ERROR_UNKNOWN_ENCODING || code == XML_ERROR_INCORRECT_ENCODING;
    return copse_fail(r->err, encoding ? COPSE_EENCODING : COPSE_EPARSE, "%s:%zu: the XML is damaged: %s%s",
                      r->review->source, line_of(r), XML_ErrorString(code),
                      encoding ? "; UTF-8, UTF-16, ISO-8859-1 and ASCII can be read" : "");
}

/* In pieces, as expat counts bytes in int. */
static copse_status feed(rm5_reader *r, const char *bytes, size_t n)
{
    for (size_t at = 0;; at += PIECE) {
        const bool last = n - at <= PIECE;
        const int count = (int)(last ? n - at : PIECE);
        if (XML_Parse(r->parser, bytes + at, count, last) != XML_STATUS_OK) return expat_failed(r);
        if (r->status != COPSE_OK) return r->status;
        if (last) return COPSE_OK;
    }
}

copse_status copse_i_rm5_parse(const char *bytes, size_t n, copse_review *review, copse_error *err)
{
    rm5_reader reader = {.review = review, .err = err, .subgroup = SIZE_MAX};
    reader.parser = XML_ParserCreate(NULL);
    if (reader.parser == NULL) return copse_fail_memory(err);
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);
    const copse_status status = feed(&reader, bytes, n);
    XML_ParserFree(reader.parser);
    copse_text_free(&reader.text);
    free(reader.comparison_name);
    return status;
}
