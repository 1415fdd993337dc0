/** What networks are made of: layers that declare their parameters and apply themselves, and the parameters. */
package org.substantia.learning.layer;
