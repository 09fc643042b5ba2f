#!/bin/sh
# Written by `limner lora config`. There is no --random_flip, and there must be none: a mirrored
# picture shows one-sided details on the wrong side.
set -eu
exec accelerate launch --mixed_precision=fp16 'train_text_to_image_lora.py' \
  --pretrained_model_name_or_path='example/sd' \
  --train_data_dir='@PROJECT@/exports/ada-imagefolder' \
  --image_column='image' \
  --caption_column='text' \
  --resolution=64 \
  --center_crop \
  --train_batch_size=1 \
  --gradient_accumulation_steps=1 \
  --gradient_checkpointing \
  --max_train_steps=330 \
  --rank=32 \
  --learning_rate='0.0001' \
  --lr_scheduler='constant' \
  --lr_warmup_steps=0 \
  --checkpointing_steps=200 \
  --mixed_precision='fp16' \
  --seed=42 \
  --output_dir='@PROJECT@/dataset/ada/output'
