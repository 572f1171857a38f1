/* subject.h: a picture with what was worked out of it, once, however many pairs it is in. */
#pragma once

#include "evidence/features.h"
#include "model/session.h"
#include "parts.h"

G_BEGIN_DECLS

typedef struct _TwinSubject TwinSubject;

/* Runs the picture through @session. Immutable afterwards. @error: #G_IO_ERROR */
TwinSubject *twin_subject_new (TwinSession *session, TwinPicture *picture, TwinViews views,
                               GCancellable *cancellable, GError **error);
/* Several at once: larger batches run faster. Returns: (element-type TwinSubject): as many, in order. */
GPtrArray *twin_subjects_new (TwinSession *session, TwinPicture *const *pictures, guint n_pictures,
                              TwinViews views, GCancellable *cancellable, GError **error);
/* Finds key points too, of the whole and of a figure's panels, so that evidence can be looked for. Before the subject is shared; several subjects may have
 * theirs found at a time. @error: #G_IO_ERROR (CANCELLED, NO_SPACE) */
gboolean twin_subject_find_features (TwinSubject *subject, const TwinPicture *picture,
                                     GCancellable *cancellable, GError **error);
TwinSubject *twin_subject_ref (TwinSubject *subject);
void twin_subject_unref (TwinSubject *subject);

/* What the file said of itself, kept though the pixels may go. */
const char *twin_subject_get_path (const TwinSubject *subject);
const char *twin_subject_get_sha256 (const TwinSubject *subject);
guint twin_subject_get_width (const TwinSubject *subject);
guint twin_subject_get_height (const TwinSubject *subject);
guint twin_subject_get_page (const TwinSubject *subject);
const TwinEmbeddings *twin_subject_get_embeddings (const TwinSubject *subject);
/* (nullable): NULL where they were not found. */
const TwinFeatures *twin_subject_get_features (const TwinSubject *subject);
/* (nullable) (element-type TwinPart): NULL where they were not looked for; empty where the picture is no figure. */
GArray *twin_subject_get_parts (const TwinSubject *subject);
double twin_subject_get_texture (const TwinSubject *subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinSubject, twin_subject_unref)

G_END_DECLS
