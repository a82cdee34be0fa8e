// Everything Swift sees of the C in this package.
#pragma once
#include "blas.h"
#include "dense.h"
#include "encoder.h"
