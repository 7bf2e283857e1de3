/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/error.h"

#define YES G_MAXUINT16
#define NO (G_MAXUINT16 - 1)

G_STATIC_ASSERT (WEIR_FILTER_MAX_TERMS < NO);

/* A question, and which one comes next. */
typedef struct
{
  const WeirFilterTerm *term;
  uint16_t if_true; /* index of a step, YES or NO */
  uint16_t if_false;
} Step;

struct _WeirFilter
{
  WeirFilterNode *root;
  GArray *steps; /* Step */
  uint16_t first;
};

static guint
get_cost (const WeirFilterNode *node)
{
  guint cost = 0;

  if (node->kind == WEIR_NODE_TERM)
    return weir_filter_term_get_cost (node->term);
  for (guint i = 0; i < node->children->len; i++)
    cost += get_cost (g_ptr_array_index (node->children, i));
  return cost;
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  guint cost_a = get_cost (*(const WeirFilterNode *const *) a);
  guint cost_b = get_cost (*(const WeirFilterNode *const *) b);

  return (cost_a > cost_b) - (cost_a < cost_b);
}

/* Written from the end to the beginning, so that it is known where each question leads to.  As deep
 * as there are parentheses.
 * Returns: where to begin */
static uint16_t
compile (GArray *steps, const WeirFilterNode *node, uint16_t if_true, uint16_t if_false)
{
  g_autoptr (GPtrArray) children = NULL;
  gboolean is_and = node->kind == WEIR_NODE_AND;
  uint16_t yes = node->is_negated ? if_false : if_true;
  uint16_t no = node->is_negated ? if_true : if_false;
  uint16_t next = is_and ? yes : no;

  if (node->kind == WEIR_NODE_TERM)
    {
      Step step = { node->term, yes, no };

      g_array_append_val (steps, step);
      return (uint16_t) (steps->len - 1);
    }

  children = g_ptr_array_copy (node->children, NULL, NULL);
  g_ptr_array_set_free_func (children, NULL);
  g_ptr_array_sort (children, compare_costs);
  for (guint i = children->len; i > 0; i--)
    next = compile (steps, g_ptr_array_index (children, i - 1), is_and ? next : yes,
                    is_and ? no : next);
  return next;
}

WeirFilter *
weir_filter_new (const char *text, WeirFilterSpan *place, GError **error)
{
  WeirFilter *self;
  WeirFilterNode *root;
  const char *end;

  if (!g_utf8_validate (text, -1, &end))
    {
      if (place != NULL)
        {
          place->start = (guint) g_utf8_strlen (text, end - text);
          place->end = place->start + 1;
        }
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("This is not UTF-8."));
      return NULL;
    }
  if (strlen (text) > WEIR_FILTER_MAX_BYTES)
    {
      if (place != NULL)
        {
          place->start = (guint) g_utf8_strlen (text, WEIR_FILTER_MAX_BYTES);
          place->end = (guint) g_utf8_strlen (text, -1);
        }
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("The filter is too long."));
      return NULL;
    }

  root = weir_filter_node_new_parse (text, place, error);
  if (root == NULL)
    return NULL;

  self = g_rc_box_new0 (WeirFilter);
  self->root = root;
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  self->first = compile (self->steps, root, YES, NO);
  return self;
}

static void
clear (gpointer data)
{
  WeirFilter *self = data;

  g_array_unref (self->steps);
  weir_filter_node_free (self->root);
}

WeirFilter *
weir_filter_ref (WeirFilter *self)
{
  return g_rc_box_acquire (self);
}

void
weir_filter_free (WeirFilter *self)
{
  g_rc_box_release_full (self, clear);
}

gboolean
weir_filter_is_empty (const WeirFilter *self)
{
  return self->steps->len == 0;
}

const WeirFilterNode *
weir_filter_get_root (const WeirFilter *self)
{
  return self->root;
}

gboolean
weir_filter_matches (const WeirFilter *self, const WeirFlow *flow, const WeirFilterContext *context)
{
  WeirFilterShown shown;
  uint16_t next = self->first;

  shown.is_made = FALSE;
  while (next < NO)
    {
      const Step *step = &g_array_index (self->steps, Step, next);

      next = weir_filter_term_matches (step->term, flow, context, &shown) ? step->if_true
                                                                          : step->if_false;
    }
  return next == YES;
}

char *
weir_filter_to_text (const WeirFilter *self)
{
  GString *text = g_string_new (NULL);

  weir_filter_node_append_text (self->root, FALSE, text);
  return g_string_free (text, FALSE);
}

static gboolean
is_list (const WeirFilter *self)
{
  return self->root->kind == WEIR_NODE_AND && !self->root->is_negated;
}

static const WeirFilterNode *
get_part (const WeirFilter *self, guint i)
{
  return is_list (self) ? g_ptr_array_index (self->root->children, i) : self->root;
}

guint
weir_filter_get_n_terms (const WeirFilter *self)
{
  return is_list (self) ? self->root->children->len : 1;
}

char *
weir_filter_dup_term (const WeirFilter *self, guint i, gboolean *is_excluding)
{
  const WeirFilterNode *part = get_part (self, i);
  GString *text = g_string_new (NULL);

  if (is_excluding != NULL)
    *is_excluding = part->is_negated;
  weir_filter_node_append_text (part, FALSE, text);
  return g_string_free (text, FALSE);
}

static void
append_part (const WeirFilterNode *part, GString *text)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  weir_filter_node_append_text (part, TRUE, text);
}

char *
weir_filter_without_term (const WeirFilter *self, guint i)
{
  GString *text = g_string_new (NULL);
  guint n = weir_filter_get_n_terms (self);

  for (guint k = 0; k < n; k++)
    {
      if (k != i)
        append_part (get_part (self, k), text);
    }
  return g_string_free (text, FALSE);
}

char *
weir_filter_dup_part (const WeirFilterField *field, const char *value)
{
  g_autofree char *word = weir_filter_word_new_for_text (value);
  g_autofree char *quoted = weir_filter_word_quote (word, TRUE, FALSE);
  WeirFilterOperator relation = WEIR_OPERATOR_MATCHES;

  /* These would find more than the very same text. */
  if (field->kind == WEIR_FILTER_TEXT || field->kind == WEIR_FILTER_ADDRESS)
    {
      WeirAddress address;
      WeirFamily family;

      if (!weir_address_parse (value, &address, &family))
        relation = WEIR_OPERATOR_EQUAL;
    }
  return g_strconcat (field->name, weir_filter_operator_get_text (relation), quoted, NULL);
}

/* Whether @part says the same as @added, or its contrary. */
static gboolean
is_about_the_same (const WeirFilterNode *part, const WeirFilterNode *added)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) added_text = g_string_new (NULL);

  weir_filter_node_append_text (part, TRUE, text);
  weir_filter_node_append_text (added, TRUE, added_text);
  return strcmp (text->str + part->is_negated, added_text->str + added->is_negated) == 0;
}

/* A flow has one of these, but may be several of what "is:" asks for. */
static gboolean
asks_for_value (const WeirFilterNode *node)
{
  return node->kind == WEIR_NODE_TERM && !node->is_negated && node->term->field != NULL
         && node->term->field->kind != WEIR_FILTER_FLAG
         && (node->term->relation == WEIR_OPERATOR_MATCHES
             || node->term->relation == WEIR_OPERATOR_EQUAL);
}

/* Whether @part cannot stand beside what is @added, or says the same. */
static gboolean
is_replaced (const WeirFilterNode *part, const WeirFilter *added)
{
  guint n = weir_filter_get_n_terms (added);

  for (guint i = 0; i < n; i++)
    {
      const WeirFilterNode *new_part = get_part (added, i);

      if (is_about_the_same (part, new_part)
          || (asks_for_value (part) && asks_for_value (new_part)
              && part->term->field == new_part->term->field))
        return TRUE;
    }
  return FALSE;
}

char *
weir_filter_with_part (const WeirFilter *self, const char *part, gboolean is_excluding)
{
  g_autofree char *wanted = is_excluding ? g_strdup_printf ("!(%s)", part) : g_strdup (part);
  g_autoptr (WeirFilter) added = weir_filter_new (wanted, NULL, NULL);
  GString *text = g_string_new (NULL);
  guint n = weir_filter_get_n_terms (self);

  for (guint i = 0; i < n; i++)
    {
      if (added == NULL || !is_replaced (get_part (self, i), added))
        append_part (get_part (self, i), text);
    }
  if (added == NULL)
    {
      /* It is for the user to see what is wrong with it. */
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", wanted);
      return g_string_free (text, FALSE);
    }
  n = weir_filter_get_n_terms (added);
  for (guint i = 0; i < n; i++)
    append_part (get_part (added, i), text);
  return g_string_free (text, FALSE);
}

char *
weir_filter_with_term (const WeirFilter *self,
                       const char *field_name,
                       const char *value,
                       gboolean is_excluding)
{
  const WeirFilterField *field = weir_filter_field_find (field_name, -1);
  g_autofree char *term = NULL;

  g_return_val_if_fail (field != NULL, g_strdup (""));

  term = weir_filter_dup_part (field, value);
  return weir_filter_with_part (self, term, is_excluding);
}
