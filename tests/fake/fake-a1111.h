/* fake-a1111.h: what /sdapi/v1 remembers from one call to the next. Its routes are in fake-request.h. */
#pragma once

#include "fake.h"

FakeA1111 *fake_a1111_new (Fake *fake);
void fake_a1111_free (FakeA1111 *a1111);
