/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "theme-sheet.h"

#define N_COLUMNS 3
#define SCALE 0.6f
#define GAP 16
#define TITLE 32

/* The window as it is now, under the name of its theme. */
static void
append_cell (GtkSnapshot *sheet, GtkWidget *window, const char *name, guint index)
{
  const float width = (float) gtk_widget_get_width (window) * SCALE;
  const float height = (float) gtk_widget_get_height (window) * SCALE;
  const float x = GAP + (float) (index % N_COLUMNS) * (width + GAP);
  const float y = GAP + (float) (index / N_COLUMNS) * (height + GAP + TITLE);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GdkPaintable) picture = gdk_paintable_get_current_image (paintable);
  g_autoptr (PangoLayout) title = gtk_widget_create_pango_layout (window, name);
  const GdkRGBA ink = { .alpha = 1 };

  gtk_snapshot_save (sheet);
  gtk_snapshot_translate (sheet, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (sheet, title, &ink);
  gtk_snapshot_translate (sheet, &GRAPHENE_POINT_INIT (0, TITLE));
  gdk_paintable_snapshot (picture, sheet, width, height);
  gtk_snapshot_restore (sheet);
}

void
theme_sheet_take (GtkWindow *window,
                  WeirThemeManager *manager,
                  void (*settle) (void),
                  const char *path)
{
  GListModel *themes = weir_theme_list_get_model (weir_theme_manager_get_list (manager));
  const guint n_themes = g_list_model_get_n_items (themes);
  const guint n_rows = (n_themes + N_COLUMNS - 1) / N_COLUMNS;
  GtkSnapshot *sheet = gtk_snapshot_new ();
  const GdkRGBA paper = { 1, 1, 1, 1 };
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t area;
  GskRenderNode *node;

  area = GRAPHENE_RECT_INIT (
      0, 0, N_COLUMNS * ((float) gtk_widget_get_width (GTK_WIDGET (window)) * SCALE + GAP) + GAP,
      (float) n_rows * ((float) gtk_widget_get_height (GTK_WIDGET (window)) * SCALE + GAP + TITLE)
          + GAP);
  gtk_snapshot_append_color (sheet, &paper, &area);
  for (guint i = 0; i < n_themes; i++)
    {
      g_autoptr (WeirTheme) theme = g_list_model_get_item (themes, i);

      weir_theme_manager_preview (manager, theme);
      settle ();
      append_cell (sheet, GTK_WIDGET (window), weir_theme_get_name (theme), i);
    }
  weir_theme_manager_end_preview (manager);

  node = gtk_snapshot_free_to_node (sheet);
  texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, &area);
  gsk_render_node_unref (node);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("cannot write “%s”", path);
  g_print ("%s\n", path);
}
