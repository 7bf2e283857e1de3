/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/source.h"

G_DEFINE_ABSTRACT_TYPE (WeirSource, weir_source, G_TYPE_OBJECT)

static void
weir_source_class_init (WeirSourceClass *klass)
{
}

static void
weir_source_init (WeirSource *self)
{
}

gboolean
weir_source_open (WeirSource *self, WeirMeter *meter, GError **error)
{
  return WEIR_SOURCE_GET_CLASS (self)->open (self, meter, error);
}

WeirReadResult
weir_source_read (WeirSource *self, WeirMeter *meter, GError **error)
{
  return WEIR_SOURCE_GET_CLASS (self)->read (self, meter, error);
}

void
weir_source_close (WeirSource *self)
{
  WEIR_SOURCE_GET_CLASS (self)->close (self);
}

void
weir_source_interrupt (WeirSource *self)
{
  WEIR_SOURCE_GET_CLASS (self)->interrupt (self);
}

gboolean
weir_source_is_live (WeirSource *self)
{
  return WEIR_SOURCE_GET_CLASS (self)->is_live (self);
}
