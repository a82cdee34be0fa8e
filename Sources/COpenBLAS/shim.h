// Found through pkg-config (libopenblas-dev). Only CKernels includes it.
#pragma once
#include <cblas.h>
