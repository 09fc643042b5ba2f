#include "cli-lookahead.h"

#include "store-asset.h"
#include "store-record.h"

#include <string.h>

typedef struct
{
  char *id;
  guint side;
  LimPictureState state;
  LimImage *image;
  char *problem;
} Picture;

struct _LimLookahead
{
  const LimProject *project;
  void (*ready) (gpointer data);
  gpointer data;
  GThread *thread;
  GMutex lock; /* guards what follows */
  GCond changed;
  GPtrArray *pictures; /* (element-type Picture), the most urgent first */
  gboolean ended;
};

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_free (picture->id);
  lim_image_free (picture->image);
  g_free (picture->problem);
  g_free (picture);
}

static Picture *
find (LimLookahead *self, const char *id, guint side)
{
  for (guint i = 0; i < self->pictures->len; i++)
    {
      Picture *picture = self->pictures->pdata[i];

      if (strcmp (picture->id, id) == 0 && (side == 0 || picture->side == side))
        return picture;
    }
  return NULL;
}

static LimImage *
load (const LimProject *project, const char *id, guint side, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, id, error);
  g_autofree char *relative = record != NULL ? lim_store_find_image (project, record, error) : NULL;

  if (relative == NULL)
    {
      if (record != NULL && (error == NULL || *error == NULL))
        lim_fail (error, LIM_ERROR_NOT_FOUND, "no image on disk");
      return NULL;
    }
  g_autofree char *path = lim_project_path (project, relative);
  return lim_image_load_rgb (path, side, error);
}

static Picture *
next_to_load (LimLookahead *self)
{
  for (guint i = 0; i < self->pictures->len; i++)
    if (((Picture *) self->pictures->pdata[i])->state == LIM_PICTURE_COMING)
      return self->pictures->pdata[i];
  return NULL;
}

static gpointer
work (gpointer data)
{
  LimLookahead *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ended)
    {
      Picture *picture = next_to_load (self);
      g_autoptr (GError) error = NULL;

      if (picture == NULL)
        {
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }
      g_autofree char *id = g_strdup (picture->id);
      guint side = picture->side;
      g_mutex_unlock (&self->lock);
      LimImage *image = load (self->project, id, side, &error);
      g_mutex_lock (&self->lock);

      picture = find (self, id, side); /* it may be unwanted by now */
      if (picture == NULL || picture->state != LIM_PICTURE_COMING)
        lim_image_free (image);
      else
        {
          picture->image = image;
          picture->state = image != NULL ? LIM_PICTURE_HERE : LIM_PICTURE_ABSENT;
          picture->problem = g_strdup (image != NULL ? NULL : error->message);
          self->ready (self->data);
        }
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

LimLookahead *
lim_lookahead_new (const LimProject *project, void (*ready) (gpointer data), gpointer data)
{
  LimLookahead *self = g_new0 (LimLookahead, 1);

  self->project = project;
  self->ready = ready;
  self->data = data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->pictures = g_ptr_array_new_with_free_func (picture_free);
  self->thread = g_thread_new ("lookahead", work, self);
  return self;
}

void
lim_lookahead_free (LimLookahead *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->pictures);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
lim_lookahead_want (LimLookahead *self, const char *const *ids, guint side)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (picture_free);

  g_mutex_lock (&self->lock);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      Picture *picture = find (self, ids[i], side);
      guint index;

      if (picture != NULL && g_ptr_array_find (self->pictures, picture, &index))
        picture = g_ptr_array_steal_index (self->pictures, index);
      else
        {
          picture = g_new0 (Picture, 1);
          picture->id = g_strdup (ids[i]);
          picture->side = side;
        }
      g_ptr_array_add (wanted, picture);
    }
  GPtrArray *old = self->pictures;
  self->pictures = g_steal_pointer (&wanted);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (old);
}

LimPictureState
lim_lookahead_get (LimLookahead *self, const char *id, const LimImage **image, const char **problem)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  const Picture *picture = find (self, id, 0);

  if (picture == NULL)
    return LIM_PICTURE_COMING;
  *image = picture->image;
  *problem = picture->problem;
  return picture->state;
}
