/* The part of a flow's menu that filters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-filter-menu.h"
#include "core/group/flow-groups.h"
#include "core/filter/filter-values.h"

#define MAX_CHARS 40

/* Columns that are not called like their field. */
static const struct
{
  const char *column;
  const char *field;
} field_names[] = {
  { "process", "app" },
};

/* In the order of the menu. */
static const char *const offered[] = {
  "app",       "remote",    "port", "service", "proto",   "local",
  "publisher", "container", "unit", "user",    "country", "operator",
};

/* Groups that take more than one part to name have none. */
static const WeirFilterField *
get_part_of_group (const WeirFlowColumn *column, const WeirFlowGroup *group, char **value)
{
  *value = NULL;
  if (!g_str_equal (column->id, "group") || group->value == NULL || !group->kind->is_exact)
    return NULL;

  *value = g_strdup (group->value);
  return weir_filter_field_find (group->kind->field, -1);
}

const WeirFilterField *
weir_flow_filter_menu_get_part (const WeirFlowColumn *column,
                                const WeirFlow *flow,
                                const WeirFilterContext *context,
                                char **value)
{
  const char *name = column->id;
  const WeirFilterField *field;

  if (weir_flow_is_group (flow) && !weir_flow_is_pair (flow))
    return get_part_of_group (column, weir_flow_group_of_sum (flow), value);

  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    {
      if (g_str_equal (field_names[i].column, name))
        name = field_names[i].field;
    }

  field = weir_filter_field_find (name, -1);
  *value = field != NULL ? weir_filter_value_dup (flow, field, context) : NULL;
  return *value != NULL ? field : NULL;
}

/* What is long is cut, and an underscore would mark a letter. */
static char *
dup_label (const char *text)
{
  g_autoptr (GString) label = g_string_new (text);

  if (g_utf8_strlen (label->str, -1) > MAX_CHARS)
    {
      const char *end = g_utf8_offset_to_pointer (label->str, MAX_CHARS - 1);

      g_string_truncate (label, (gsize) (end - label->str));
      g_string_append (label, "…");
    }
  g_string_replace (label, "_", "__", 0);
  return g_string_free (g_steal_pointer (&label), FALSE);
}

static void
append_item (GMenu *menu,
             const char *label,
             const char *action,
             const char *field,
             const char *value)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "(ss)", field, value);
  g_menu_append_item (menu, item);
}

static void
append_submenu (GMenu *section,
                const char *label,
                const char *action,
                const WeirFlow *flow,
                const WeirFilterContext *context)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (WeirFilter) nothing = weir_filter_new ("", NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (offered); i++)
    {
      const WeirFilterField *field = weir_filter_field_find (offered[i], -1);
      g_autofree char *value = weir_filter_value_dup (flow, field, context);

      g_autofree char *part = NULL;
      g_autofree char *short_part = NULL;

      if (value == NULL)
        continue;
      part = weir_filter_with_term (nothing, field->name, value, FALSE);
      short_part = dup_label (part);
      append_item (menu, short_part, action, field->name, value);
    }
  g_menu_append_submenu (section, label, G_MENU_MODEL (menu));
}

void
weir_flow_filter_menu_fill (GMenu *section,
                            const WeirFlowColumn *column,
                            const WeirFlow *flow,
                            const WeirFilterContext *context)
{
  const WeirFilterField *field = NULL;
  g_autofree char *value = NULL;

  g_menu_remove_all (section);
  if (column != NULL)
    field = weir_flow_filter_menu_get_part (column, flow, context, &value);
  if (field != NULL)
    {
      g_autofree char *short_value = dup_label (value);
      g_autofree char *keep = g_strdup_printf (_ ("Keep Only “%s”"), short_value);
      g_autofree char *exclude = g_strdup_printf (_ ("Exclude “%s”"), short_value);

      append_item (section, keep, "win.filter-keep", field->name, value);
      append_item (section, exclude, "win.filter-exclude", field->name, value);
    }
  if (weir_flow_is_group (flow) && !weir_flow_is_pair (flow))
    return;
  append_submenu (section, _ ("_Keep Only…"), "win.filter-keep", flow, context);
  append_submenu (section, _ ("_Exclude…"), "win.filter-exclude", flow, context);
}

void
weir_flow_filter_menu_append_part (GMenu *menu, const char *part)
{
  g_autofree char *short_part = dup_label (part);
  g_autofree char *keep = g_strdup_printf (_ ("Keep Only “%s”"), short_part);
  g_autofree char *exclude = g_strdup_printf (_ ("Exclude “%s”"), short_part);
  g_autoptr (GMenuItem) keep_item = g_menu_item_new (keep, NULL);
  g_autoptr (GMenuItem) exclude_item = g_menu_item_new (exclude, NULL);

  g_menu_item_set_action_and_target (keep_item, "win.filter-keep-part", "s", part);
  g_menu_item_set_action_and_target (exclude_item, "win.filter-exclude-part", "s", part);
  g_menu_append_item (menu, keep_item);
  g_menu_append_item (menu, exclude_item);
}
