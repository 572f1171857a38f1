/* json-members.h: members of a JSON object, a line each. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void twin_json_add_text (JsonBuilder *builder, const char *name, const char *value);
void twin_json_add_number (JsonBuilder *builder, const char *name, double value);
void twin_json_add_count (JsonBuilder *builder, const char *name, gint64 value);
void twin_json_add_truth (JsonBuilder *builder, const char *name, gboolean value);

G_END_DECLS
